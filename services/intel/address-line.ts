/**
 * The IPv4 address of a line that holds only an address, or an address and a count after blanks; -1 for any other line.
 * Parsed from bytes: lists have hundreds of thousands of such lines, and a string for each would cost more memory than
 * the whole list.
 *
 * @param start of the line
 * @param end of the line, without its line feed
 */
export function addressOfLine(bytes: Uint8Array, start: number, end: number): number {
  let address = 0;
  let octet = 0;
  let digits = 0;
  let dots = 0;
  let at = start;
  for (; at < end; at++) {
    const byte = bytes[at] ?? 0;
    if (byte === DOT && digits > 0 && dots < 3) {
      address = address * 256 + octet;
      octet = digits = 0;
      dots++;
      // No leading zeros: some programs take such a number for octal.
    } else if (isDigit(byte) && !(digits > 0 && octet === 0)) {
      octet = octet * 10 + byte - ZERO;
      digits++;
      if (octet > 255) return -1;
    } else break;
  }
  if (dots < 3 || digits === 0 || !isRest(bytes, at, end)) return -1;
  return address * 256 + octet;
}

const [TAB, RETURN, SPACE, DOT, ZERO, NINE] = [9, 13, 32, 46, 48, 57];

/** Whether the rest of the line adds nothing to the address: blanks, a count between them, a carriage return. */
function isRest(bytes: Uint8Array, start: number, end: number): boolean {
  const counted = skip(bytes, start, end, isBlank);
  const after = counted > start ? skip(bytes, counted, end, isDigit) : counted;
  return skip(bytes, after, end, isBlank) === end;
}

function skip(bytes: Uint8Array, start: number, end: number, passes: (byte: number) => boolean): number {
  let at = start;
  while (at < end && passes(bytes[at] ?? 0)) at++;
  return at;
}

function isDigit(byte: number): boolean {
  return byte >= ZERO && byte <= NINE;
}

function isBlank(byte: number): boolean {
  return byte === SPACE || byte === TAB || byte === RETURN;
}
