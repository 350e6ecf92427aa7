import { mayBeSpelling } from '../kits/moved-port.ts';
import { passwordGuessing } from '../kits/password-guessing.ts';

export default passwordGuessing({
  type: 'Impact:EC2/WinRMBruteForce',
  asff: 'TTPs/Impact/Impact:EC2-WinRMBruteForce',
  name: 'WinRM',
  ports: [5985, 5986],
  mayBeMovedTo: (port) => mayBeSpelling(port, 5985) || mayBeSpelling(port, 5986),
  // From the client, one request with a password is 700 bytes; three of NTLM are 1.9 KB, over TLS 2.6.
  bytes: [700, 6000],
  packets: [5, 30],
  // Up to three answers without a body, and a certificate.
  refusalMax: 6000,
  whyMoved: 'Administrators who move a server keep the number in mind: 15985, 55986. The conversation tells.',
  whyAsActor:
    'An instance that guesses is worse, and one that configures others by WinRM opens more, each with more to say.',
  blindTo: [
    'Guesses at WinRM through ports 80 and 443, where old systems listen.',
    'Ports that are neither 5985 and 5986 nor their usual spellings, unless they are in the settings.',
  ],
  falsePositives: ['Monitors that ask for the version of WinRM several times a minute, and say nothing else.'],
  closeIt:
    'As a target: close the port to the Internet; then look in the instance’s security log for network sign-ins (4624, type 3) from that address.',
  stories: {
    port: 5985,
    movedTo: 55_985,
    guess: { packets: 11, bytes: 1900 },
    refusal: 1500,
    work: { packets: 60, bytes: 48_000 },
    check: { packets: 4, bytes: 220 },
    quiet: ({ guesses, arriving, fromNeighbour, both, told }) => ({
      'a neighbour asks for the state of services, and hears it': () =>
        told(both(guesses(30).map(fromNeighbour), 18_000)),
      'an administrator’s scripts, and what they print': () => told(both(guesses(12).map(arriving), 25_000)),
    }),
  },
});
