// Written by npm run generate from the files of this folder.
import type { InventoryCalls } from '../inventory.ts';
import buckets from './buckets.ts';
import clusters from './clusters.ts';
import databases from './databases.ts';
import functions from './functions.ts';
import instances from './instances.ts';
import interfaces from './interfaces.ts';
import roles from './roles.ts';

export const INVENTORY: readonly InventoryCalls[] = [
  buckets,
  clusters,
  databases,
  functions,
  instances,
  interfaces,
  roles,
];
