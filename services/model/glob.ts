/**
 * Whether the pattern matches the text, in which `*` stands for anything and `?` for one character. No regular
 * expression: whoever writes the policy would decide how long it takes.
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
      // The last star takes one character more.
      p = star + 1;
      t = ++from;
    } else return false;
  }
  return /^\**$/.test(pattern.slice(p));
}
