import type { AnyCommand } from './command.ts';

/** A command by the words it is called with. Its file is read when it is called: some bring a database or the AWS SDK with them. */
export interface CommandEntry {
  readonly name: string;
  readonly summary: string;
  load(): Promise<AnyCommand>;
}

/** Every command, in the order that help shows them. */
export const COMMANDS: readonly CommandEntry[] = [
  {
    name: 'demo',
    summary: 'See it work: ten made-up accounts over three days, the whole service over them',
    load: async () => (await import('./demo.ts')).demo,
  },
  {
    name: 'serve',
    summary: 'Run the service: read the logs of the organization, keep findings, answer over GraphQL',
    load: async () => (await import('./serve.ts')).serve,
  },
  {
    name: 'scan',
    summary: 'Look for threats in log files, folders and buckets, without a database',
    load: async () => (await import('./scan.ts')).scan,
  },
  {
    name: 'findings list',
    summary: 'Findings that were kept, most recently updated first',
    load: async () => (await import('./findings-list.ts')).findingsList,
  },
  {
    name: 'findings show',
    summary: 'One finding: what happened, the records that led to it, what to do',
    load: async () => (await import('./findings-show.ts')).findingsShow,
  },
  {
    name: 'intel sync',
    summary: "Fetch AWS's published address ranges",
    load: async () => (await import('./intel-sync.ts')).intelSync,
  },
  {
    name: 'intel lookup',
    summary: 'What is known of addresses and domains, and from where',
    load: async () => (await import('./intel-lookup.ts')).intelLookup,
  },
  {
    name: 'doctor',
    summary: 'Is everything in place? Runtime, database, intel, AWS, and what can be seen',
    load: async () => (await import('./doctor.ts')).doctor,
  },
  {
    name: 'simulate',
    summary: "Write the logs of a made-up organization, attacks among them, in AWS's own layouts",
    load: async () => (await import('./simulate.ts')).simulate,
  },
  {
    name: 'sample',
    summary: 'A finding of a type, from the records of its example',
    load: async () => (await import('./sample.ts')).sample,
  },
  {
    name: 'migrate',
    summary: 'Bring the tables of the database up to date',
    load: async () => (await import('./migrate.ts')).migrate,
  },
];
