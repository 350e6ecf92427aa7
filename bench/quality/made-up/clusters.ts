import profile from '#services/behaviour/profiles/kubernetes.ts';
import type { EksAuditRecord } from '#services/sources/eks-audit/record.ts';
import type { Random } from '#services/simulation/random.ts';
import { attackOn } from './cluster-attacks.ts';
import { OCCASIONS, type Doer, type Request } from './cluster-work.ts';
import { normal, pickZipf, run, shuffled } from './chance.ts';
import { isWeekend } from './rhythm.ts';
import { SPREAD, worldOf, type AccountWork, type AttackOnAccount, type Beginning, type RecordedStep } from './world.ts';
import { strangeAddress } from './worker.ts';

interface Worker extends Doer {
  readonly random: Random;
  /** Share of days with work. */
  readonly diligence: number;
  /** What it does on each of its days. */
  readonly habits: Request[];
  /** What it does now and then, with the rate of a day. */
  readonly rare: readonly (readonly [does: (random: Random, doer: Doer) => readonly Request[], rate: number])[];
  readonly travels: number;
}

class AccountOfClusters implements AccountWork {
  readonly #beginning: Beginning;
  readonly #random: Random;
  readonly #namespaces: string[];
  readonly #workers: Worker[] = [];
  readonly #gateway: string;

  constructor(beginning: Beginning) {
    const { random } = beginning;
    this.#beginning = beginning;
    this.#random = random;
    this.#gateway = strangeAddress(random);
    this.#namespaces = NAMESPACES.slice(0, random.int(3, NAMESPACES.length));
    for (const [name, habits] of shuffled(random, OPERATORS).slice(0, random.int(3, 7)))
      this.#addProgram(name, name, habits);
    for (const namespace of this.#namespaces)
      this.#addProgram(namespace, 'app', shuffled(random, OF_APPS).slice(0, random.int(1, 3)));
    this.#addProgram('runners', 'runner', RUNNER);
    this.#addPipeline();
    for (let left = random.int(3, 9); left > 0; left--) this.#addPerson();
  }

  *day(day: number): Iterable<EksAuditRecord> {
    this.#drift(day);
    for (const worker of this.#workers) {
      const { random, isPerson, diligence, habits, rare } = worker;
      if (!random.chance(isPerson && isWeekend(day) ? diligence / 10 : diligence)) continue;
      const doer = random.chance(worker.travels) ? { ...worker, address: strangeAddress(random) } : worker;
      const done = isPerson
        ? Array.from({ length: 1 + run(random, 6, 40) }, () => pickZipf(random, habits))
        : habits.filter(() => random.chance(0.9));
      for (const [does, rate] of rare) if (random.chance(rate)) done.push(...does(random, worker));
      for (const request of done) yield recordOf(doer, this.#placed(worker, request));
    }
  }

  attack(kind: string, random: Random): AttackOnAccount {
    const byPerson = random.chance(0.6);
    const fork = random.fork('attack');
    return {
      did: [kind, byPerson ? 'as a person' : 'as a program'],
      steps: (offset) => {
        if (offset > 0) return [];
        const programs = this.#workers.filter((one) => !one.isPerson && one.username.endsWith(':app'));
        const people = this.#workers.filter((one) => one.isPerson);
        const victim = fork.pick((byPerson ? people : programs).slice(0, 4));
        // A token that was taken from its pod is used from elsewhere; one that is abused within the pod is not.
        const outside = fork.chance(byPerson ? 0.8 : 0.5);
        const thief = {
          ...victim,
          address: outside ? strangeAddress(fork) : victim.address,
          userAgent: fork.chance(0.6) ? fork.pick(CLIENTS) : victim.userAgent,
        };
        let minute = 0;
        return attackOn(kind, fork, this.#namespaces, victim.username).map((request): RecordedStep => {
          minute += fork.float() * 3;
          return { minute, records: [recordOf(thief, request)] };
        });
      },
    };
  }

  /** Hires, new applications and operators, and releases of programs. */
  #drift(day: number): void {
    const random = this.#random;
    if (random.chance(0.015)) this.#addPerson();
    if (random.chance(1 / 40)) {
      const namespace = `team-${day}`;
      this.#namespaces.push(namespace);
      this.#addProgram(namespace, 'app', shuffled(random, OF_APPS).slice(0, random.int(1, 3)));
    }
    if (random.chance(1 / 60)) {
      const [name, habits] = random.pick(OPERATORS);
      this.#addProgram(`${name}-${day}`, name, habits);
    }
    for (const { isPerson, habits } of this.#workers)
      if (!isPerson && random.chance(1 / 200)) habits.push(random.pick(random.pick(OPERATORS)[1]));
  }

  #addProgram(namespace: string, account: string, habits: readonly Request[]): void {
    const random = this.#random.fork(`${namespace} ${account}`);
    this.#workers.push({
      random,
      username: `system:serviceaccount:${namespace}:${account}`,
      address: `10.0.${random.int(0, 255)}.${random.int(1, 254)}`,
      userAgent: `${account}/v${random.int(0, 3)}.${random.int(0, 30)} (linux/amd64) kubernetes/$Format`,
      namespaces: [namespace, ...shuffled(random, this.#namespaces).slice(0, 2)],
      isPerson: false,
      diligence: 0.98,
      habits: [...habits],
      rare: [],
      travels: 0,
    });
  }

  /** Deploys releases from outside the cluster; its sessions are named after its runs. */
  #addPipeline(): void {
    const random = this.#random.fork('pipeline');
    this.#workers.push({
      random,
      username: `arn:aws:sts::${this.#beginning.id}:assumed-role/deployer/run-${random.int(1e8, 1e9)}`,
      address: this.#gateway,
      userAgent: 'helm/v3.15.0',
      namespaces: this.#namespaces,
      isPerson: false,
      diligence: 0.7,
      habits: [...PIPELINE],
      rare: this.#rates(random, 'pipeline'),
      travels: 0.5,
    });
  }

  #addPerson(): void {
    const { id, offices } = this.#beginning;
    const random = this.#random.fork(`person ${this.#workers.length}`);
    const role = random.pick(['Developers', 'Developers', 'Operators']);
    const isOperator = role === 'Operators';
    this.#workers.push({
      random,
      username: `arn:aws:sts::${id}:assumed-role/${role}/person-${this.#workers.length}@example.com`,
      address: random.pick(offices),
      userAgent: random.pick(CLIENTS),
      namespaces: isOperator ? this.#namespaces : shuffled(random, this.#namespaces).slice(0, random.int(1, 3)),
      isPerson: true,
      diligence: 0.2 + random.float() * 0.7,
      habits: [...shuffled(random, isOperator ? [...OF_PEOPLE, ...OF_OPERATORS] : OF_PEOPLE)],
      rare: this.#rates(random, isOperator ? 'operator' : 'developer'),
      travels: 0.03,
    });
  }

  #rates(random: Random, of: keyof (typeof OCCASIONS)[number]['rates']): Worker['rare'] {
    return OCCASIONS.map(({ name, rates, does }) => {
      const own = Math.exp(SPREAD.person * normal(random.fork(name)));
      return [does, Math.min(0.5, rates[of] * this.#beginning.factor(name) * own)] as const;
    });
  }

  /** In one of the worker's namespaces, where the request says none. */
  #placed({ random, namespaces }: Worker, request: Request): Request {
    if (request.everywhere === true || request.namespace !== undefined) return request;
    return { ...request, namespace: pickZipf(random, namespaces) };
  }
}

const KINDS = ['shells', 'secrets', 'rights', 'breakout', 'miner', 'chain'] as const;

export const clusters = worldOf('clusters', profile, KINDS, (beginning) => new AccountOfClusters(beginning));

function recordOf({ username, address, userAgent }: Doer, request: Request): EksAuditRecord {
  const { verb, what, namespace, name, object, query = '', code = verb === 'create' ? 201 : 200 } = request;
  const [resource = '', subresource] = what.split('/');
  const record = {
    id: undefined,
    time: 0,
    accountId: '',
    region: 'us-east-1',
    cluster: 'prod',
    call: `${verb} ${what}`,
    verb,
    requestURI: `/api/v1/${resource}${query}`,
    resource,
    subresource,
    namespace,
    name,
    user: { username, uid: undefined, groups: [], extra: {} },
    impersonatedUser: undefined,
    sourceIPs: [address],
    sourceIP: address,
    userAgent,
    code,
    requestObject: object,
    responseObject: undefined,
    allowedBy: undefined,
  };
  return Object.assign(record, { objectRef: { namespace } });
}

const NAMESPACES = ['shop', 'orders', 'payments', 'search', 'web', 'data', 'monitoring', 'platform'];
const CLIENTS = [
  'kubectl/v1.31.0 (linux/amd64) kubernetes/9edcffc',
  'kubectl/v1.29.3 (darwin/arm64) kubernetes/6813625',
  'k9s/v0.32 (darwin/arm64) kubernetes/$Format',
  'Lens/2024.9 (linux)',
  'python-requests/2.32',
];

function ask(verb: string, what: string, more: Partial<Request> = {}): Request {
  return { verb, what, ...more };
}

/** What operators that are installed in most clusters do all day. */
const OPERATORS: readonly (readonly [name: string, habits: readonly Request[]])[] = [
  [
    'external-secrets',
    [
      ask('get', 'secrets', { name: 'db' }),
      ask('update', 'secrets', { name: 'db' }),
      ask('list', 'secrets', { everywhere: true }),
    ],
  ],
  [
    'cert-manager',
    [ask('list', 'secrets', { everywhere: true }), ask('create', 'secrets'), ask('update', 'certificates')],
  ],
  [
    'argocd',
    [
      ask('patch', 'deployments', { name: 'web' }),
      ask('list', 'secrets', { everywhere: true }),
      ask('create', 'rolebindings', { object: { roleRef: { name: 'edit' }, subjects: [] } }),
      ask('list', 'pods', { everywhere: true }),
    ],
  ],
  [
    'prometheus',
    [
      ask('list', 'pods', { everywhere: true }),
      ask('watch', 'endpoints', { everywhere: true }),
      ask('get', 'nodes', { everywhere: true }),
    ],
  ],
  [
    'velero',
    [
      ask('list', 'secrets', { everywhere: true }),
      ask('list', 'deployments', { everywhere: true }),
      ask('list', 'persistentvolumes', { everywhere: true }),
    ],
  ],
  [
    'karpenter',
    [
      ask('create', 'nodeclaims', { everywhere: true }),
      ask('delete', 'nodes', { everywhere: true }),
      ask('create', 'pods/eviction'),
    ],
  ],
  [
    'ingress',
    [
      ask('list', 'ingresses', { everywhere: true }),
      ask('update', 'ingresses/status'),
      ask('get', 'secrets', { name: 'tls' }),
    ],
  ],
  [
    'workflow',
    [
      ask('create', 'pods', { object: podOf('123456789012.dkr.ecr.us-east-1.amazonaws.com/job:1') }),
      ask('delete', 'pods'),
      ask('get', 'pods/log'),
    ],
  ],
];

const OF_APPS: readonly Request[] = [
  ask('get', 'configmaps', { name: 'app' }),
  ask('list', 'endpoints'),
  ask('get', 'secrets', { name: 'app' }),
  ask('list', 'pods'),
  ask('update', 'configmaps', { name: 'lock' }),
];
const RUNNER: readonly Request[] = [
  ask('create', 'pods', { object: podOf('123456789012.dkr.ecr.us-east-1.amazonaws.com/build:1') }),
  ask('create', 'pods', { object: podOf('docker.io/library/node:22') }),
  ask('get', 'pods/exec', { name: 'build-x1y2z' }),
  ask('get', 'pods/log'),
  ask('delete', 'pods'),
  ask('get', 'secrets', { name: 'registry' }),
];
const PIPELINE: readonly Request[] = [
  ask('patch', 'deployments', {
    name: 'web',
    object: { spec: { template: { spec: podOf('123456789012.dkr.ecr.us-east-1.amazonaws.com/web:2').spec } } },
  }),
  ask('list', 'secrets', { query: '?labelSelector=owner%3Dhelm' }),
  ask('create', 'secrets'),
  ask('get', 'deployments', { name: 'web' }),
  ask('patch', 'configmaps', { name: 'app' }),
];
const OF_PEOPLE: readonly Request[] = [
  ask('list', 'pods'),
  ask('get', 'pods', { name: 'web-7d9f8b6c5d-abcde' }),
  ask('get', 'pods/log', { name: 'web-7d9f8b6c5d-abcde' }),
  ask('list', 'deployments'),
  ask('list', 'events'),
  ask('get', 'deployments', { name: 'web' }),
  ask('list', 'services'),
  ask('list', 'ingresses'),
  ask('get', 'configmaps', { name: 'app' }),
  ask('list', 'jobs'),
  ask('patch', 'deployments', { name: 'web' }),
  ask('create', 'pods/portforward', { name: 'db-0' }),
  ask('list', 'namespaces', { everywhere: true }),
  ask('create', 'selfsubjectaccessreviews', {
    everywhere: true,
    object: { spec: { resourceAttributes: { verb: 'list', resource: 'pods' } } },
  }),
];
const OF_OPERATORS: readonly Request[] = [
  ask('list', 'nodes', { everywhere: true }),
  ask('list', 'pods', { everywhere: true }),
  ask('delete', 'pods'),
  ask('patch', 'nodes', { everywhere: true }),
  ask('create', 'pods/eviction'),
  ask('list', 'persistentvolumes', { everywhere: true }),
];

function podOf(image: string): { readonly spec: object } {
  return { spec: { containers: [{ image }] } };
}
