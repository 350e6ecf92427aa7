import iamUser from '#services/behaviour/profiles/iam-user.ts';
import type { ActsOfDay } from '#services/model/behaviour.ts';

/** The acts of an identity on a day, by the codes of its calls; a number after a colon is the number of targets. */
export function day(
  number: number,
  codes: readonly string[],
  { identity = 'alice', kind = 'person', network = 'AS64500', told = new Array<string>() } = {},
): ActsOfDay {
  const acts = codes.map((code) => {
    const [name = '', targets = '0'] = code.split('×');
    return [name, { size: Number(targets), apart: !told.includes(name) }] as const;
  });
  return {
    profile: iamUser,
    accountId: '111122223333',
    identity,
    day: number,
    class: kind,
    peers: 'users of 111122223333',
    acts: new Map(acts),
    circumstances: new Map([
      ['network', new Set([network])],
      ['client', new Set(['cli'])],
      ['region', new Set(['us-east-1'])],
    ]),
    weight: codes.length,
  };
}
