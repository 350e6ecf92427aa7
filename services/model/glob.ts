/**
 * Whether the pattern matches the text: `*` stands for anything and `?` for one character. It uses no regular
 * expression, because the author of the pattern could then make a match take very long.
 */
export function glob(pattern: string, text: string): boolean {
  let [p, t, star, from] = [0, 0, -1, 0];
  while (t < text.length) {
    if (pattern[p] === '*') {
      star = p++;
      from = t;
    } else if (p < pattern.length && (pattern[p] === '?' || pattern[p] === text[t])) {
      p++;
      t++;
    } else if (star >= 0) {
      // Backtrack: the last star takes one character more.
      p = star + 1;
      t = ++from;
    } else return false;
  }
  return /^\**$/.test(pattern.slice(p));
}
