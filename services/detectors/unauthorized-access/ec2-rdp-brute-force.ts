import { mayBeSpelling } from '../kits/moved-port.ts';
import { passwordGuessing } from '../kits/password-guessing.ts';

export default passwordGuessing({
  type: 'UnauthorizedAccess:EC2/RDPBruteForce',
  asff: 'TTPs/Initial Access/UnauthorizedAccess:EC2-RDPBruteForce',
  name: 'RDP',
  ports: [3389],
  mayBeMovedTo: (port) => mayBeSpelling(port, 3389) || port === 3388 || port === 3390 || port === 33890,
  // With network level authentication, the default since 2008: a key exchange and three messages of the login, about a
  // dozen packets and 1.4 to 2.6 KB from the client.
  bytes: [1000, 8000],
  packets: [7, 45],
  // A certificate and two answers are 2 to 3 KB, a certificate chain somewhat more. A desktop that opens sends tens of
  // KB.
  refusalMax: 8000,
  whyMoved:
    'Administrators who move a server to another port keep the number recognizable: 33389, 3390. The traffic confirms it.',
  whyAsActor: 'An instance that guesses is more serious, and gateways and monitoring of remote desktops open more.',
  blindTo: [
    'Servers without network level authentication: they show a desktop before they refuse, which looks like regular work.',
    'RDP on other ports than 3389 and its usual variants, unless they are in the settings; and RDP over UDP, which nobody signs in by.',
  ],
  falsePositives: [
    'Clients that reconnect again and again with a changed password, and brokers that hand sessions on at once.',
  ],
  closeIt:
    'If the instance is the target, close the port to the Internet, or put a gateway in front of it; then look in its security log for sign-ins (4624) from that address.',
  stories: {
    port: 3389,
    movedTo: 33_389,
    guess: { packets: 12, bytes: 1900 },
    refusal: 2400,
    work: { packets: 800, bytes: 61_000 },
    check: { packets: 6, bytes: 340 },
    quiet: ({ guesses, arriving, fromNeighbour, both, told }) => ({
      'desktops that open and are left at once': () => told(both(guesses(12).map(arriving), 64_000)),
      'a neighbour that is a broker, where only incoming traffic is logged': () => told(guesses(12).map(fromNeighbour)),
    }),
  },
});
