// Written by npm run generate from the files of this folder.
import type { ResourceKind } from '#services/model/resource-kind.ts';
import accessKey from './access-key.ts';
import eksCluster from './eks-cluster.ts';
import iamRole from './iam-role.ts';
import instance from './instance.ts';
import kubernetes from './kubernetes.ts';
import lambdaFunction from './lambda-function.ts';
import rdsDbInstance from './rds-db-instance.ts';
import s3Bucket from './s3-bucket.ts';

export const RESOURCE_KINDS: readonly ResourceKind[] = [
  accessKey,
  eksCluster,
  iamRole,
  instance,
  kubernetes,
  lambdaFunction,
  rdsDbInstance,
  s3Bucket,
];
