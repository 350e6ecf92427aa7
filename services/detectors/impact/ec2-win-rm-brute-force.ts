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
  whyMoved:
    'Administrators who move a server to another port keep the number recognizable: 15985, 55986. The traffic confirms it.',
  whyAsActor:
    'An instance that guesses is more serious, and an instance that configures others by WinRM opens more connections, with more data in each.',
  blindTo: [
    'Guesses at WinRM through ports 80 and 443, where old systems listen.',
    'Ports other than 5985, 5986 and their usual variants, unless they are in the settings.',
  ],
  falsePositives: ['Monitoring that asks for the version of WinRM several times a minute and nothing else.'],
  closeIt:
    'If the instance is the target, close the port to the Internet; then look in its security log for network sign-ins (4624, type 3) from that address.',
  stories: {
    port: 5985,
    movedTo: 55_985,
    guess: { packets: 11, bytes: 1900 },
    refusal: 1500,
    work: { packets: 60, bytes: 48_000 },
    check: { packets: 4, bytes: 220 },
    quiet: ({ guesses, arriving, fromNeighbour, both, told }) => ({
      'a neighbour asks for the state of services and gets it': () =>
        told(both(guesses(30).map(fromNeighbour), 18_000)),
      'scripts of an administrator and their output': () => told(both(guesses(12).map(arriving), 25_000)),
    }),
  },
});
