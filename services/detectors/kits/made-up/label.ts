import { library } from '#services/model/library.ts';
import { isInternal } from '../domain-name.ts';

/** The part of a name that its owner chose, and the suffix above it. */
export interface OwnedLabel {
  readonly label: string;
  /** The public suffix, or the zone of a dynamic DNS service, whose customers choose labels. */
  readonly suffix: string;
  /** Whether nothing stands before the label except `www`: programs that make names up ask for such names. */
  readonly isBare: boolean;
}

/**
 * The label left of the public suffix. Undefined where nobody chose one: reverse look-ups, names inside networks,
 * punycode, and names without a real top-level domain.
 *
 * @param name lower case, without the final dot
 */
export function ownedLabel(name: string): OwnedLabel | undefined {
  if (!name.includes('.') || name.includes('\\') || isInternal(name)) return undefined;
  const { domain, domainWithoutSuffix, publicSuffix, subdomain, isIcann } = domainLibrary().parse(name, PARSING);
  if (!domain || !domainWithoutSuffix || !publicSuffix) return undefined;
  if (isIcann !== true && !OTHER_ROOTS.has(publicSuffix)) return undefined;
  const before = subdomain ?? '';
  if (DYNAMIC_DNS.has(domain)) {
    const last = before.lastIndexOf('.');
    return before === '' ? undefined : owned(before.slice(last + 1), domain, before.slice(0, Math.max(0, last)));
  }
  return owned(domainWithoutSuffix, publicSuffix, before);
}

function owned(label: string, suffix: string, before: string): OwnedLabel | undefined {
  if (label.startsWith('xn--')) return undefined;
  return { label: label.replace(/^_+/, ''), suffix, isBare: before === '' || before === 'www' };
}

/** Zones in which anybody may name a machine of their own, by the providers' own pages. */
const DYNAMIC_DNS = new Set(
  (
    'duckdns.org ddns.net ddns.me dyndns.org dyndns.info dyndns.tv dyndns.biz dynserv.com dynu.net dynu.com dns.army dns.navy ' +
    'no-ip.org no-ip.biz no-ip.info noip.me hopto.org hopto.me zapto.org sytes.net myftp.org myftp.biz myvnc.com redirectme.net ' +
    'servebeer.com serveblog.net servecounterstrike.com serveftp.com servegame.com servehalflife.com servehttp.com serveirc.com ' +
    'serveminecraft.net servemp3.com servepics.com servequake.com bounceme.net gotdns.ch 3utilities.com ' +
    'mooo.com chickenkiller.com strangled.net us.to ignorelist.com crabdance.com twilightparadox.com jumpingcrab.com yi.org ' +
    'homeip.net homelinux.com homelinux.org homeunix.com homedns.org is-a-geek.com changeip.com ' +
    'dnsalias.com dnsalias.net dnsalias.org dnsdojo.com blogdns.com blogdns.net selfip.com selfip.net freeddns.org'
  ).split(' '),
);

/** Top-level domains of Namecoin and EmerDNS, which malware likes because nobody can take names away there. */
const OTHER_ROOTS = new Set('bit bazar coin emc lib'.split(' '));

const PARSING = { extractHostname: false, validateHostname: false };
const domainLibrary = library((require): typeof import('tldts') => require('tldts'));
