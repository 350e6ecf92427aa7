import { expect, test } from 'vitest';
import { dataInAnswers } from '#services/detectors/kits/answer-data.ts';

const HEX = '3adb01340fd4b58c4cc7382c7eab273d02ace2cc8dc978b9a06611ee426f77aa';

function held(Type: string, Rdata: string, query_name = 'a1.evil.com'): number {
  return dataInAnswers({ query_name, answers: [{ Type, Rdata, Class: 'IN' }] });
}

test.each([
  ['CNAME', `${HEX.slice(0, 60)}.evil.com.`, 60],
  // A name under no top-level domain leads nowhere: it is there for what it says.
  ['CNAME', `${HEX.slice(0, 60)}.dh.`, 60],
  ['MX', `10 ${HEX.slice(0, 60)}.EVIL.com.`, 60],
  ['SRV', `0 0 53 ${HEX.slice(0, 60)}.evil.com.`, 60],
  ['TXT', `"${HEX}" "${HEX}"`, 128],
  ['TXT', `"${HEX}"`, 64],
  ['TYPE16', `"${HEX}"`, 64],
  ['NULL', HEX, 64],
  ['TYPE65399', String.raw`\# 32 ${HEX}`, 64],
  ['TYPE65399', String.raw`\303\000ab`, 4],
  ['TLSA', `3 1 1 ${HEX}`, 70],
])('%s %s holds data', (type, rdata, characters) => {
  expect(held(type, rdata)).toBe(characters);
});

test.each([
  ['CNAME', `${HEX.slice(0, 60)}.delivery.net.`],
  ['TXT', `"the host is listed, see why at https list.example"`],
  ['RRSIG', `A 8 2 300 20260301 20260201 1 evil.com. ${HEX}`],
  ['TYPE46', String.raw`\# 32 ${HEX}`],
  ['DNSKEY', `257 3 8 ${HEX}`],
  ['A', '203.0.113.9'],
])('%s %s holds none', (type, rdata) => {
  expect(held(type, rdata)).toBe(0);
});

test('what a standard puts below an underscore is no data there, and is anywhere else', () => {
  expect(held('TLSA', `3 0 0 ${HEX}`, '_25._tcp.mx.shop.com')).toBe(0);
  const policy = `"v=DKIM1;k=rsa;p=${HEX}${HEX}"`;
  expect(held('TXT', policy, 's1._domainkey.shop.com')).toBe(0);
  expect(held('TXT', policy, 'shop.com')).toBe(0);
  expect(held('TXT', policy, 'a1.evil.com')).toBeGreaterThan(100);
});
