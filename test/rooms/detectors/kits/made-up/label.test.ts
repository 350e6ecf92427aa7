import { expect, test } from 'vitest';
import { ownedLabel } from '#services/detectors/kits/made-up/label.ts';

test.each([
  ['shop.com', 'shop', 'com', true],
  ['www.shop.co.uk', 'shop', 'co.uk', true],
  ['eu.api.shop.com', 'shop', 'com', false],
  // A customer of dynamic DNS chose the label; the zone is its provider's.
  ['qzxk.duckdns.org', 'qzxk', 'duckdns.org', true],
  ['cam.qzxk.duckdns.org', 'qzxk', 'duckdns.org', false],
  // A host of pages gives out random names: only the host's own name was chosen by its owner.
  ['a1b2c3.github.io', 'github', 'io', false],
  ['_qzxk.bazar', 'qzxk', 'bazar', true],
])('of %s its owner chose "%s", below %s', (name, label, suffix, isBare) => {
  expect(ownedLabel(name)).toEqual({ label, suffix, isBare });
});

test.each([
  'xn--mnchen-3ya.de',
  '4.3.2.1.in-addr.arpa',
  'db.internal',
  'printer.lan',
  'localhost',
  'db.acme-prod',
  'duckdns.org',
  'com',
  '',
  String.raw`\001\002.shop.com`,
])('of "%s" nobody chose a label that tells anything', (name) => {
  expect(ownedLabel(name)).toBeUndefined();
});
