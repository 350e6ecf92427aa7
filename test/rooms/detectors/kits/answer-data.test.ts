import { expect, test } from 'vitest';
import { dataInAnswers, proofInAnswers } from '#services/detectors/kits/answer-data.ts';

const HEX = '3adb01340fd4b58c4cc7382c7eab273d02ace2cc8dc978b9a06611ee426f77aa';

function held(Type: string, Rdata: string, query_name = 'a1.evil.com'): number {
  return dataInAnswers({ query_name, answers: [{ Type, Rdata, Class: 'IN' }] });
}

test.each([
  ['CNAME', `${HEX.slice(0, 60)}.evil.com.`, 60],
  // A name under no top-level domain leads nowhere: it only carries data.
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

const NAME = `${HEX.slice(0, 60)}.evil.com.`;

test.each(['DNAME', 'PTR', 'NS', 'AFSDB', 'KX', 'RT', 'TYPE5', 'TYPE12', 'TYPE15', 'TYPE33', 'TYPE39'])(
  'a name that %s leads to holds data in its labels',
  (type) => {
    expect(held(type, `1 ${NAME}`)).toBe(60);
  },
);

test('SPF is text', () => {
  expect(held('SPF', `"${HEX}"`)).toBe(64);
});

test.each([
  ...'SIG LOC NAPTR CERT DS SSHFP IPSECKEY NSEC DHCID NSEC3 NSEC3PARAM HIP CDS CDNSKEY ZONEMD SVCB'.split(' '),
  ...'HTTPS URI CAA DLV AAAA SOA APL TA TKEY TSIG'.split(' '),
  ...'24 29 35 37 43 44 45 46 47 48 49 50 51 55 59 60 63 64 65 256 257 32769'.split(' ').map((n) => `TYPE${n}`),
])('%s is an address, a rule, a key or a hash', (type) => {
  expect(held(type, HEX)).toBe(0);
});

test.each(['TLSA', 'SMIMEA', 'OPENPGPKEY', 'TYPE52', 'TYPE53', 'TYPE61'])('%s is a key below an underscore', (type) => {
  expect(held(type, HEX, '_key.shop.com')).toBe(0);
  expect(held(type, HEX, 'a._key.shop.com')).toBe(0);
  expect(held(type, HEX)).toBe(64);
});

const PROOF = 'gfj9Xq-Rg85nM_LjKjyCaBKJmoInKHZCkUqLBZVvDuo';

test.each([
  [PROOF, '_acme-challenge.shop.com', 43],
  [`"${PROOF}"`, '_acme-challenge.shop.com', 43],
  [`${PROOF}x`, '_acme-challenge.shop.com', 0],
  [`a ${PROOF.slice(2)}`, '_acme-challenge.shop.com', 0],
  [PROOF, 'acme.shop.com', 0],
])('%s at %s proves with %d characters', (Rdata, query_name, characters) => {
  expect(proofInAnswers({ query_name, answers: [{ Type: 'TXT', Rdata, Class: 'IN' }] })).toBe(characters);
});

test.each([
  ['a sentence of a hundred letters in one word', `"${'abcde'.repeat(20)}"`, 100],
  ['of ninety-nine', `"${'abcde'.repeat(20).slice(1)}"`, 99],
  ['strings that are parted by blanks', `"${HEX.slice(0, 30)}"  "${HEX.slice(30)}"`, 64],
  ['parts of a list', `"${HEX.slice(0, 30)},;${HEX.slice(30)}"`, 34],
  ['the first of two that are as long', `"${'f0a1'.repeat(8)} ${'zzzz'.repeat(8)}"`, 32],
  ['a tag that is too long for one', `"${'tag0'.repeat(9)}=${HEX}"`, 64],
  ['behind something that is no tag', `"-x=${HEX}"`, 64],
])('text: %s', (_name, rdata, characters) => {
  expect(held('TXT', rdata)).toBe(characters);
});

test.each([
  [String.raw`\#  32   ${HEX}`, 64],
  [String.raw`x\# 32 ${HEX}`, 71],
])('bytes: %s', (rdata, characters) => {
  expect(held('NULL', rdata)).toBe(characters);
});
