/** Four FNV-1a hashes of the text with different seeds, written as a GUID: the id of an example. */
export function guidOf(text: string): string {
  const hex = [0x811c9dc5, 0x1b873593, 0xcc9e2d51, 0x85ebca6b]
    .map((seed) => fnv1a(text, seed).toString(16).padStart(8, '0'))
    .join('');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

function fnv1a(text: string, seed: number): number {
  let hash = seed;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193) >>> 0;
  return hash;
}
