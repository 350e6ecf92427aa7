/** A mistake that somebody could make in the module, and that the checks must notice. */
export interface PlantedBug {
  readonly name: string;
  /** The file in `services/reader/assembly`. */
  readonly file: string;
  /** The correct code, which occurs once in the file. */
  readonly right: string;
  readonly wrong: string;
}

export const PLANTED_BUGS: readonly PlantedBug[] = [
  bug('a repeated key does not replace', 'records.ts', 'clearCells(cell, to - from);', ''),
  bug('an escaped key is read raw', 'keys.ts', 'escaped() ? findEscaped(', 'false ? findEscaped('),
  bug('the escapes of a value are forgotten', 'records.ts', '(escaped() ? ESCAPED : STRING)', 'STRING'),
  bug('a repeated value is compared short', 'records.ts', 'same(was, p, wasSize)', 'same(was, p, wasSize - 2)'),
  bug('after a doubt the record before is remembered', 'records.ts', 'false);\n  forget();', 'false);'),
  bug(
    'a member counts that a later one of its key replaced',
    'records.ts',
    'if (load<u32>(cell) != load<u32>(old, 16)) return false;',
    '',
  ),
  bug(
    'a member is the same when its key is',
    'records.ts',
    'alike == load<u32>(old, 8) && ',
    'alike >= load<u32>(old, 4) && ',
  ),
  bug('no blank follows a known key', 'records.ts', 'p = space(p + load<u32>(old, 4));', 'p += load<u32>(old, 4);'),
  bug('members of another text are remembered', 'records.ts', '  memberCountBefore = 0;\n', ''),
  bug(
    'a comma may stand before the end of a record',
    'records.ts',
    'if (last) return p + 1;\n    p = space(p + 1);',
    'if (last) return p + 1;\n    p = space(p + 1);\n    if (at(p) == 0x7d) return p + 1;',
  ),
  bug('text after the end is ignored', 'records.ts', ' || space(p + 1) != textEnd', ''),
  bug('a line may go on after its object', 'records.ts', '!failed() && end == feed', '!failed()'),
  bug('null is not absent', 'records.ts', 'if (c == 0x6e) return end;', ''),
  bug('numbers are not checked for their spelling', 'records.ts', 'if (!plain(p, size)) return doubt();', ''),
  bug(
    'invalid UTF-8 is not doubted',
    'records.ts',
    'if (doubtAll || deep) return doubt();',
    'if (deep) return doubt();',
  ),
  bug(
    'keys are compared by their size alone',
    'keys.ts',
    'held == size && same(load<u32>(slot, 4), key, size)',
    'held == size',
  ),
  bug(
    'control characters may stand in strings',
    'json.ts',
    'i8x16.lt_u(v, i8x16.splat(0x20))',
    'i8x16.lt_u(v, i8x16.splat(0x01))',
  ),
  bug('an escape needs no digits', 'json.ts', 'return hex(p + 2) < 0 ? fail() : p + 6;', 'return p + 6;'),
  bug('half of a surrogate pair is a character', 'json.ts', ' && <u32>hex(p + 2) - 0xdc00 < 0x400', ''),
  bug('a number may begin with zeros', 'json.ts', 'p = at(p) == 0x30 ? p + 1 : digits(p);', 'p = digits(p);'),
  bug(
    'a brace closes an array',
    'json.ts',
    '    p = space(value(p, depth + 1));\n    if (at(p) == 0x5d)',
    '    p = space(value(p, depth + 1));\n    if ((at(p) | 0x20) == 0x7d)',
  ),
  bug('there is no bound of depth', 'json.ts', 'DEPTH_MAX: u32 = 64', 'DEPTH_MAX: u32 = 10000000'),
  bug('a copy that overlaps itself goes wrong', 'inflate.ts', 'if (distance >= 16) {', 'if (distance >= 12) {'),
  bug('output is not bounded', 'inflate.ts', 'while (out <= limit && ', 'while ('),
  bug('a match may begin before the text', 'inflate.ts', ' || distance > out - target', ''),
  bug('codes may be too many', 'codes.ts', 'if (unused < 0) return false;', ''),
  bug(
    'codes may be too few',
    'codes.ts',
    'if (unused > 0 && (rootBits == ORDER_ROOT || longest > 1)) return false;',
    '',
  ),
  bug('a stored block needs no complement', 'inflate.ts', 'if ((n ^ complement) != 0xffff) return NOT_DEFLATE;', ''),
  bug(
    'what ran past the source is kept',
    'inflate.ts',
    ' && p - ((h & 63) >> 3) <= sourceEnd) {',
    ' && p <= sourceEnd + 16) {',
  ),
  bug('a pair of literals takes bits that are not there', 'codes.ts', ' || size + (follower & 63) > LENGTH_ROOT', ''),
  bug('the second literal of a pair drops no bits', 'codes.ts', 'entry + (follower & 63) + ', 'entry + '),
  bug('lines count anew in each batch', 'flow.ts', 'linesBefore = line;', 'linesBefore = 0;'),
  bug(
    'eight digits stand for those of the row before',
    'flow.ts',
    'if (head != load<u64>(op, 16)) {',
    'if (!load<u32>(op, 24)) {',
  ),
  bug('a time may end in a letter', 'flow.ts', 'return tens < 10 && ones < 10 ? ', 'return tens < 10 ? '),
  bug('a rejected line leaves addresses behind', 'flow.ts', 'forget(addresses, known);', ''),
  bug('two spaces are an empty word', 'flow.ts', 'if (stops & ((stops << 1) | stopBefore)) return 0;', ''),
  bug('a space at the end of 64 bytes is forgotten', 'flow.ts', 'stopBefore = stops >> 63;', 'stopBefore = 0;'),
  bug(
    'letters are digits',
    'flow.ts',
    'if (((v + 0x7676767676767676) | v) & 0x8080808080808080)',
    'if (v & 0x8080808080808080)',
  ),
  bug('a port may be 65536', 'flow.ts', 'if (v >= ABSENT) {', 'if (v > ABSENT) {'),
  bug('SKIPDATA is OK', 'flow.ts', 'size != 2 || load<u16>(p) != 0x4b4f', 'load<u8>(p, 1) != 0x4b'),
  bug('a block that is read again skips its lines twice', 'flow.ts', 'skips = skipsBefore;', ''),
  bug('a block that is read again counts its lines twice', 'flow.ts', 'line = lineBefore;', ''),
  bug(
    'a block with a line that is no record is not read again',
    'flow.ts',
    'cursor = from;\n    line = lineBefore;',
    'line = lineBefore;',
  ),
  bug('a block goes on where there is no room', 'flow.ts', 'min(room, blockLines)', 'blockLines'),
  bug('an absent address keeps that of another row', 'flow.ts', 'store<u32>(to, 0);', ''),
  bug('a text is taken for that of the row before by its size', 'flow.ts', ' || !same(load<u32>(op, 16), p, size)', ''),
  bug(
    'an address without an id leaves the others to themselves',
    'dictionary.ts',
    'if (!id) return false;',
    'if (!id) return true;',
  ),
  bug('a header line is a rejected one', 'flow.ts', '!found || isHeader(found, word)', '!found'),
  bug('an octet may be 256', 'address.ts', 'octet > 255', 'octet > 256'),
  bug('two gaps in an address', 'address.ts', 'if (gap) return false;', ''),
  bug(
    'addresses are told apart by half of their key',
    'dictionary.ts',
    'if (load<u64>(slot) != key) continue;',
    'if (load<u32>(slot) != <u32>key) continue;',
  ),
  bug('packed addresses lose their length', 'dictionary.ts', ' | (<u64>size << 60)', ''),
  bug(
    'a refused text leaves ids behind',
    'dictionary.ts',
    'forget(d, load<u32>(d, 24));',
    'forget(d, load<u32>(d, 4));',
  ),
  bug(
    'a dictionary that grows loses one',
    'dictionary.ts',
    'for (let id: u32 = 1; id <= count(d); id++) {',
    'for (let id: u32 = 2; id <= count(d); id++) {',
  ),
];

function bug(name: string, file: string, right: string, wrong: string): PlantedBug {
  return { name, file, right, wrong };
}
