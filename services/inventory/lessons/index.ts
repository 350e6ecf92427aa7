// Written by npm run generate from the files of this folder.
import type { Lesson } from '../lesson.ts';
import createBucket from './create-bucket.ts';
import createCluster from './create-cluster.ts';
import createDbInstance from './create-db-instance.ts';
import createNetworkInterface from './create-network-interface.ts';
import roleTrust from './role-trust.ts';
import runInstances from './run-instances.ts';

export const LESSONS: readonly Lesson[] = [
  createBucket,
  createCluster,
  createDbInstance,
  createNetworkInterface,
  roleTrust,
  runInstances,
];
