import { at } from './memory';

/** Whether a text is an IPv4 or IPv6 address, without zone or prefix. Called once for each distinct text. */
export function isAddress(p: usize, size: u32): bool {
  return isIPv4(p, p + size) || isIPv6(p, p + size);
}

/** Four numbers up to 255 without leading zeros. */
function isIPv4(p: usize, end: usize): bool {
  for (let i = 0; i < 4; i++) {
    if (i && (p >= end || at(p++) != 0x2e)) return false;
    const from = p;
    let octet: u32 = 0;
    for (; p < end && at(p) - 0x30 < 10; p++) octet = octet * 10 + at(p) - 0x30;
    const digits = p - from;
    if (!digits || digits > 3 || octet > 255 || (digits > 1 && at(from) == 0x30)) return false;
  }
  return p == end;
}

/** Eight groups of up to four hexadecimal digits; `::` once for one or more of them; an IPv4 address for the last two. */
function isIPv6(p: usize, end: usize): bool {
  let groups = 0;
  let gap = false;
  if (p < end && at(p) == 0x3a) {
    if (p + 1 >= end || at(p + 1) != 0x3a) return false;
    gap = true;
    p += 2;
  }
  while (p < end) {
    const from = p;
    while (p < end && isHex(at(p))) p++;
    if (p < end && at(p) == 0x2e) {
      groups += 2;
      if (!isIPv4(from, end)) return false;
      p = end;
      break;
    }
    if (p == from || p - from > 4) return false;
    groups++;
    if (p == end) break;
    if (at(p++) != 0x3a || p == end) return false;
    if (at(p) == 0x3a) {
      if (gap) return false;
      gap = true;
      p++;
    }
  }
  return gap ? groups < 8 : groups == 8;
}

function isHex(c: u32): bool {
  return c - 0x30 < 10 || (c | 0x20) - 0x61 < 6;
}
