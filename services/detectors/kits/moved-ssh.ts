/**
 * Whether a port may be an SSH server that was moved out of the way: a privileged port that no other service in use
 * takes ("Service Name and Transport Protocol Port Number Registry", IANA), or one of the spellings of 22 that
 * administrators choose. Ports from 1024 on are left out: anything listens there.
 */
export function mayBeMovedSsh(port: number): boolean {
  return SPELLINGS.has(port) || (port > 0 && port < 1024 && port !== 22 && !TAKEN.has(port));
}

const SPELLINGS = new Set([222, 2022, 2200, 2222, 10022, 20022, 22022, 22222]);

/** Privileged TCP ports of services that hold short conversations of a few kilobytes. */
const TAKEN = new Set(
  [
    [7, 9, 13, 17, 19, 20, 21, 23, 25, 37, 43, 49, 53, 70, 79, 88, 102, 109, 110, 111, 113, 119, 123, 135, 137, 138],
    [139, 143, 161, 162, 179, 194, 199, 220, 264, 311, 383, 389, 406, 427, 443, 444, 445, 464, 465, 497, 500, 502],
    [512, 513, 514, 515, 524, 540, 543, 544, 548, 554, 563, 587, 591, 593, 623, 625, 631, 636, 646, 648, 691, 700],
    [749, 750, 782, 783, 800, 808, 829, 843, 853, 860, 873, 880, 888, 900, 901, 953, 981, 989, 990, 991, 992, 993],
    [994, 995, 999, 1000, 1023],
    // Further web servers of a host take the ports from 80 on.
    [80, 81, 82, 83, 84, 85, 86, 87, 89],
  ].flat(),
);
