// Written by npm run generate from the files of this folder.
import type { Feed } from '#services/model/feed.ts';
import dohAddressesV4 from './doh-addresses-v4.ts';
import dohAddressesV6 from './doh-addresses-v6.ts';
import dohDomains from './doh-domains.ts';
import dynamicDns from './dynamic-dns.ts';
import feodo from './feodo.ts';
import fireholLevel1 from './firehol-level1.ts';
import ipsum from './ipsum.ts';
import maltrailMining from './maltrail-mining.ts';
import miningPools from './mining-pools.ts';
import phishingDatabase from './phishing-database.ts';
import sinkholes from './sinkholes.ts';
import spamhausDropV4 from './spamhaus-drop-v4.ts';
import spamhausDropV6 from './spamhaus-drop-v6.ts';
import threatfox from './threatfox.ts';
import torExits from './tor-exits.ts';
import torRelays from './tor-relays.ts';
import tranco from './tranco.ts';
import urlhaus from './urlhaus.ts';

export const FEEDS: readonly Feed[] = [
  dohAddressesV4,
  dohAddressesV6,
  dohDomains,
  dynamicDns,
  feodo,
  fireholLevel1,
  ipsum,
  maltrailMining,
  miningPools,
  phishingDatabase,
  sinkholes,
  spamhausDropV4,
  spamhausDropV6,
  threatfox,
  torExits,
  torRelays,
  tranco,
  urlhaus,
];
