import { flow } from '#services/sources/vpc-flow/example.ts';
import { mayBeMovedSsh } from '../kits/moved-ssh.ts';
import { passwordGuessing } from '../kits/password-guessing.ts';

export default passwordGuessing({
  type: 'UnauthorizedAccess:EC2/SSHBruteForce',
  asff: 'TTPs/Initial Access/UnauthorizedAccess:EC2-SSHBruteForce',
  name: 'SSH',
  ports: [22],
  mayBeMovedTo: mayBeMovedSsh,
  // A key exchange takes about a dozen packets and 1.5 KB from the client, or 2.8 KB with post-quantum keys. Six wrong
  // passwords, the most that a server accepts, add two dozen packets and 1.5 KB.
  bytes: [1000, 8000],
  packets: [8, 45],
  // 2 to 4 KB for the key exchange and a few refusals, and more with long host keys and a banner.
  refusalMax: 8000,
  whyMoved: 'A server that was moved to a port that nothing else uses is recognized by its traffic.',
  whyAsActor:
    'An instance that guesses is more serious, and one that fetches from a repository over SSH opens more. So does a neighbour that configures an instance: where the answers are not logged, it needs as many.',
  blindTo: [
    'Servers that send a banner of several kilobytes before they refuse.',
    'SSH on ports from 1024 on, except for the usual variants of 22, unless they are in the settings.',
  ],
  falsePositives: [
    'Jobs that run one short command after another over SSH: put the address of the host that runs them on a trusted list.',
  ],
  closeIt:
    'If the instance is the target, close the port to the Internet, or allow only keys; then check in its logs whether a sign-in from that address succeeded.',
  stories: {
    port: 22,
    movedTo: 922,
    guess: { packets: 22, bytes: 3700 },
    refusal: 3900,
    work: { packets: 62, bytes: 5928 },
    check: { packets: 6, bytes: 330 },
    quiet: ({ guesses, arriving, fromNeighbour, both, told }) => ({
      'a monitor that runs a command a minute': () =>
        told(
          both(
            guesses(10).map((fields, i) => ({ ...fromNeighbour(fields), start: Number(fields['start']) + i * 59 })),
            5200,
          ),
        ),
      'a large answer of a repository': () => told(both(guesses(30), 31_000)),
      'a client fetches from a repository of ours, in the default format': () => ({
        records: both(guesses(12).map(arriving), 1_500_000).map((fields) => flow(fields)),
      }),
      'a neighbour that configures the instance, where only incoming traffic is logged': () =>
        told(guesses(12).map(fromNeighbour)),
      'files are copied': () =>
        told(guesses(30).map((fields) => ({ ...arriving(fields), packets: 900, bytes: 1_200_000 }))),
    }),
  },
});
