import { createRandom, type Random } from '#services/simulation/random.ts';
import type { Caller, Doing, Place } from './caller.ts';
import { normal, shuffled } from './chance.ts';
import { ODD_ACTS, type MadeCall, type OddAct } from './odd-acts.ts';
import { ALL_SERVICES, servicesOf, TRADES, type Trade } from './trades.ts';
import { SPREAD } from './world.ts';
import { dayOf, newTask, PLACES, strangeAddress, type Worker } from './worker.ts';

/** An account and the workers in it. */
export interface MadeAccount {
  readonly id: string;
  readonly workers: Worker[];
}

/** Parameters of the drift over time, in days and shares of days. */
const HIRES = 0.015;
const LEAVES = 0.001;
const NEW_SERVICE_DAYS = 10;
const BUSY_DAYS = 90;
const NEW_CODE_DAYS = 250;
const ROOT_DAYS = 120;

/**
 * A simulated organization: people with trades and habits, tools and machines, which change over time. It does not use
 * the shipped rates. Everything follows from the seed.
 */
export class MadeOrganization {
  readonly accounts: readonly MadeAccount[];
  readonly #random: Random;
  readonly #offices: readonly string[];
  readonly #ofOrganization: ReadonlyMap<OddAct, number>;
  readonly #factors = new Map<MadeAccount, ReadonlyMap<OddAct, number>>();

  constructor(seed: string, accounts: number) {
    this.#random = createRandom(`made-up organization ${seed}`);
    this.#offices = Array.from({ length: 4 }, () => strangeAddress(this.#random));
    this.#ofOrganization = factors(this.#random, SPREAD.organization);
    this.accounts = Array.from({ length: accounts }, (_, index) => this.#account(index));
  }

  /** The acts of each worker of each account on the next day. @param day since the organization was first watched */
  work(day: number): ReadonlyMap<MadeAccount, readonly Doing[]> {
    return new Map(this.accounts.map((account) => [account, this.#dayOf(account, day)]));
  }

  #dayOf(account: MadeAccount, day: number): readonly Doing[] {
    this.#drift(account, day);
    const isBusy = this.#random.chance(1 / BUSY_DAYS);
    const occasion = { isBusy, isWeekend: day % 7 >= 5 };
    return account.workers.flatMap((worker): readonly Doing[] => {
      if (worker.until <= day) return [];
      const done = dayOf(worker, occasion);
      return done === undefined || done.calls.length === 0 ? [] : [{ caller: worker.caller, ...done }];
    });
  }

  #drift(account: MadeAccount, day: number): void {
    const random = this.#random;
    const factor = this.#factorsOf(account);
    if (random.chance(HIRES)) account.workers.push(this.#person(account.id, account.workers.length, factor));
    const people = account.workers.filter(({ kind }) => kind === 'person');
    for (const person of people) if (random.chance(LEAVES)) person.until = Math.min(person.until, day);
    if (random.chance(1 / NEW_SERVICE_DAYS)) {
      const service = random.pick(ALL_SERVICES);
      for (const { services } of people) if (random.chance(0.4)) services.splice(random.int(0, 4), 0, service);
    }
    for (const worker of account.workers)
      if (worker.kind === 'machine' && random.chance(1 / NEW_CODE_DAYS)) worker.habits.push(...machineCalls(random, 1));
  }

  #factorsOf(account: MadeAccount): ReadonlyMap<OddAct, number> {
    const known = this.#factors.get(account) ?? factors(this.#random, SPREAD.account);
    this.#factors.set(account, known);
    return known;
  }

  #account(index: number): MadeAccount {
    const random = this.#random;
    const account: MadeAccount = { id: String(100_000_000_000 + index * 7_919_117), workers: [] };
    const factor = this.#factorsOf(account);
    const count = random.int(4, 11);
    for (let i = 0; i < count; i++) account.workers.push(this.#person(account.id, i, factor));
    account.workers.push(...this.#machines(account.id), this.#tool(account.id), this.#root(account.id));
    return account;
  }

  #person(accountId: string, index: number, ofAccount: ReadonlyMap<OddAct, number>): Worker {
    const random = this.#random.fork(`${accountId} person ${index}`);
    const trade = pickTrade(random);
    const { role, writes } = TRADES[trade];
    const isUser = random.chance(0.4);
    const name = `person-${index}`;
    const caller: Caller = isUser
      ? { accountId, kind: 'iam-user', type: 'IAMUser', name }
      : { accountId, kind: 'person', type: 'AssumedRole', name: `AWSReservedSSO_${role}`, session: name };
    const services = [...shuffled(random, servicesOf(trade))];
    const own = factors(random, SPREAD.person);
    const odd = ODD_ACTS.filter(({ trades }) => trades.includes(trade)).map((act): readonly [OddAct, number] => {
      const factor = (this.#ofOrganization.get(act) ?? 1) * (ofAccount.get(act) ?? 1) * (own.get(act) ?? 1);
      return [act, Math.min(0.5, act.rate * factor)];
    });
    const usesConsole = random.chance(0.5);
    const habits: MadeCall[] = usesConsole
      ? isUser
        ? [{ api: 'signin:ConsoleLogin', more: { MFAUsed: 'Yes' } }]
        : []
      : [{ api: 'sts:GetCallerIdentity' }];
    const worker: Worker = {
      caller,
      random,
      kind: 'person',
      diligence: 0.5 + random.float() * 0.45,
      curiosity: 0.02 + random.float() * 0.08,
      writes,
      services,
      tasks: [],
      habits,
      odd,
      home: this.#home(random, usesConsole ? PLACES.clients[1] : random.pick(PLACES.clients)),
      until: Infinity,
    };
    for (let tasks = random.int(5, 25); tasks > 0; tasks--) worker.tasks.push(newTask(worker));
    return worker;
  }

  #machines(accountId: string): readonly Worker[] {
    const { length } = Array.from({ length: this.#random.int(2, 6) });
    return Array.from({ length }, (_, index) => {
      const random = this.#random.fork(`${accountId} machine ${index}`);
      return this.#unattended(
        { accountId, kind: 'workload', type: 'AssumedRole', name: `service-${index}`, session: `i-${random.text(17)}` },
        random,
        { kind: 'machine', diligence: 0.97, habits: [...machineCalls(random, random.int(2, 6))] },
      );
    });
  }

  #tool(accountId: string): Worker {
    const random = this.#random.fork(`${accountId} tool`);
    const worker = this.#unattended(
      { accountId, kind: 'role', type: 'AssumedRole', name: 'terraform', session: 'terraform' },
      random,
      {
        kind: 'tool',
        diligence: 0.3 + random.float() * 0.5,
        habits: [{ api: 'sts:GetCallerIdentity' }],
        userAgent: 'APN/1.0 HashiCorp/1.0 Terraform/1.9.0',
      },
    );
    for (let tasks = random.int(15, 40); tasks > 0; tasks--) worker.tasks.push(newTask(worker));
    return worker;
  }

  #root(accountId: string): Worker {
    const random = this.#random.fork(`${accountId} root`);
    return this.#unattended({ accountId, kind: 'root', type: 'Root', name: 'root' }, random, {
      kind: 'root',
      diligence: 1 / ROOT_DAYS,
      habits: [
        { api: 'signin:ConsoleLogin', more: { MFAUsed: 'Yes' } },
        { api: 'account:GetContactInformation' },
        { api: 'ce:GetCostAndUsage' },
        { api: 'iam:GetAccountSummary' },
      ],
      userAgent: PLACES.clients[1],
    });
  }

  #unattended(
    caller: Caller,
    random: Random,
    { userAgent, ...rest }: Pick<Worker, 'kind' | 'diligence' | 'habits'> & { readonly userAgent?: string },
  ): Worker {
    const services = [...shuffled(random, ALL_SERVICES)].slice(0, 12);
    const isTool = rest.kind === 'tool';
    return {
      caller,
      random,
      curiosity: isTool ? 0.03 : 0.1,
      writes: isTool,
      services,
      tasks: [],
      odd: [],
      home: this.#home(random, userAgent ?? random.pick(PLACES.clients)),
      until: Infinity,
      ...rest,
    };
  }

  #home(random: Random, userAgent: string): Place {
    return { address: random.pick(this.#offices), userAgent, region: random.pick(PLACES.regions.slice(0, 2)) };
  }
}

function factors(random: Random, spread: number): ReadonlyMap<OddAct, number> {
  return new Map(ODD_ACTS.map((act) => [act, Math.exp(spread * normal(random))]));
}

function pickTrade(random: Random): Trade {
  let left = random.float() * 100;
  for (const trade of TRADE_NAMES) {
    left -= TRADES[trade].share;
    if (left < 0) return trade;
  }
  return 'reader';
}
const TRADE_NAMES = ['developer', 'data', 'sre', 'security', 'admin', 'reader'] as const;

/** Calls that programs make all day. */
const BY_MACHINES =
  's3:ListBuckets s3:GetBucketLocation sqs:GetQueueUrl sqs:GetQueueAttributes dynamodb:DescribeTable secretsmanager:GetSecretValue ssm:GetParameters ssm:UpdateInstanceInformation kms:Decrypt kms:GenerateDataKey ecr:GetAuthorizationToken ecr:BatchGetImage sts:AssumeRole sts:GetCallerIdentity logs:CreateLogStream logs:DescribeLogGroups ec2:DescribeInstances ec2:DescribeTags autoscaling:DescribeAutoScalingGroups elasticloadbalancing:DescribeTargetHealth elasticloadbalancing:RegisterTargets ec2:CreateTags ec2:CreateSnapshot route53:ChangeResourceRecordSets monitoring:PutMetricData states:StartExecution glue:GetTable athena:StartQueryExecution rds:DescribeDBInstances cloudformation:DescribeStacks bedrock:InvokeModel'.split(
    ' ',
  );

function machineCalls(random: Random, count: number): readonly MadeCall[] {
  return Array.from({ length: count }, () => {
    const api = random.pick(BY_MACHINES);
    return api === 'secretsmanager:GetSecretValue' ? { api, asks: { secretId: random.text(4) } } : { api };
  });
}
