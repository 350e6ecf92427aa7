import { HOUR_MS, MINUTE_MS, type Flow } from './activity.ts';
import { amazonAddress, OFFICE, somebody } from './addresses.ts';
import { knock, talk, UDP } from './connection.ts';
import type { Account, Instance } from './organization.ts';
import type { Random } from './random.ts';

/** The network traffic of one account on one ordinary day. */
export function ordinaryTraffic(account: Account, day: number, random: Random): readonly Flow[] {
  return account.instances.flatMap((instance, i) => {
    const own = random.fork(`instance/${i}`);
    return [
      ...Array.from({ length: 24 }, (_, hour) => hourOf(account, instance, day + hour * HOUR_MS, hour, own)).flat(),
      ...onceADay(account, instance, day, own),
    ];
  });
}

/** A web server is busiest in the afternoon; scans from the Internet never stop. */
function hourOf(account: Account, instance: Instance, start: number, hour: number, random: Random): readonly Flow[] {
  const at = () => start + random.int(0, 3599) * 1000;
  const clientPort = () => random.int(32_768, 60_999);
  const flows: Flow[] = [];
  const times = (count: number, make: () => readonly Flow[]) => {
    for (let i = 0; i < count; i++) flows.push(...make());
  };

  if (instance.role === 'web')
    times(random.int(4, hour > 7 && hour < 22 ? 16 : 7), () =>
      talk(instance, {
        time: at(),
        remote: somebody(random),
        port: 443,
        clientPort: clientPort(),
        opened: 'remote',
        sent: amount(random.int(8, 60), 1100),
        received: amount(random.int(6, 30), 160),
      }),
    );
  if (instance.role === 'web')
    times(4, () =>
      // The load balancer's health check.
      talk(instance, {
        time: at(),
        remote: instance.address.replace(/\d+\.\d+$/, '0.5'),
        port: 80,
        clientPort: clientPort(),
        opened: 'remote',
        sent: amount(6, 90),
        received: amount(6, 80),
      }),
    );
  const database = account.instances.find(({ role }) => role === 'database');
  if (instance.role === 'app' && database !== undefined)
    times(5, () => {
      const [time, port] = [at(), clientPort()];
      const [asked, answered] = [amount(random.int(10, 90), 220), amount(random.int(10, 90), 600)];
      const both = { time, port: 5432, clientPort: port };
      return [
        ...talk(instance, { ...both, remote: database.address, opened: 'instance', sent: asked, received: answered }),
        ...talk(database, { ...both, remote: instance.address, opened: 'remote', sent: answered, received: asked }),
      ];
    });
  times(instance.role === 'build' ? 8 : 3, () =>
    // Connections to AWS services, package repositories, and other people's interfaces.
    talk(instance, {
      time: at(),
      remote: random.chance(0.7) ? amazonAddress(random) : somebody(random),
      port: 443,
      clientPort: clientPort(),
      opened: 'instance',
      sent: amount(random.int(8, 40), 300),
      received: amount(random.int(8, 300), 1200),
    }),
  );
  times(1, () =>
    talk(instance, {
      time: at(),
      remote: `203.0.113.${random.int(123, 126)}`,
      port: 123,
      clientPort: clientPort(),
      opened: 'instance',
      protocol: UDP,
      sent: amount(1, 76),
      received: amount(1, 76),
    }),
  );
  times(random.int(0, 4), () => [
    knock(
      instance,
      {
        time: at(),
        remote: somebody(random),
        port: random.pick([22, 23, 445, 3389, 5900, 6379, 8080, 8443]),
        clientPort: clientPort(),
      },
      random.int(1, 2),
    ),
  ]);
  return flows;
}

function onceADay(account: Account, instance: Instance, day: number, random: Random): readonly Flow[] {
  if (instance.role === 'bastion')
    return [...administration(instance, day, random), ...bannerGrabs(instance, day, random)];
  if (instance.role === 'build')
    // Deployments over SSH, once to each other instance.
    return account.instances
      .filter(({ role }) => role === 'web' || role === 'app')
      .flatMap((other, i) => {
        const details = { time: day + 11 * HOUR_MS + i * MINUTE_MS, port: 22, clientPort: random.int(32_768, 60_999) };
        const [pushed, told] = [
          [600, 700_000],
          [380, 31_000],
        ] as const;
        return [
          ...talk(instance, { ...details, remote: other.address, opened: 'instance', sent: pushed, received: told }),
          ...talk(other, { ...details, remote: instance.address, opened: 'remote', sent: told, received: pushed }),
        ];
      });
  if (instance.role === 'database')
    // The nightly backup: one long stream, a record a minute.
    return Array.from({ length: 20 }, (_, minute) =>
      talk(instance, {
        time: day + 2 * HOUR_MS + minute * MINUTE_MS,
        remote: '3.5.141.20',
        port: 443,
        clientPort: 41_212,
        opened: 'instance',
        sent: [random.int(80_000, 120_000), random.int(110_000_000, 160_000_000)],
        received: [random.int(20_000, 40_000), random.int(900_000, 1_900_000)],
      }),
    ).flat();
  return [];
}

function amount(packets: number, size: number): readonly [packets: number, bytes: number] {
  return [packets, packets * size];
}

/** An administrator's sessions, from the office. */
function administration(instance: Instance, day: number, random: Random): readonly Flow[] {
  return Array.from({ length: random.int(1, 3) }, () =>
    talk(instance, {
      time: day + random.int(8 * 60, 17 * 60) * MINUTE_MS,
      remote: OFFICE,
      port: 22,
      clientPort: random.int(49_152, 65_535),
      opened: 'remote',
      sent: [random.int(200, 2000), random.int(60_000, 400_000)],
      received: [random.int(200, 2000), random.int(30_000, 90_000)],
    }),
  ).flat();
}

/** Internet surveys connect to SSH, read its version and disconnect. */
function bannerGrabs(instance: Instance, day: number, random: Random): readonly Flow[] {
  return Array.from({ length: random.int(4, 12) }, () => {
    const time = day + random.int(0, 24 * 60 - 2) * MINUTE_MS;
    const remote = somebody(random);
    return [0, 20_000].flatMap((later) =>
      talk(instance, {
        time: time + later,
        remote,
        port: 22,
        clientPort: random.int(32_768, 60_999),
        opened: 'remote',
        sent: [5, 320],
        received: [6, 340],
      }),
    );
  }).flat();
}
