import { compact } from '../kits/compact.ts';
import { object, text } from '../kits/reply.ts';
import type { Lesson } from '../lesson.ts';

const Reply = object({
  dBInstanceIdentifier: text,
  dBInstanceArn: text,
  dBClusterIdentifier: text,
  dbiResourceId: text,
  engine: text,
  engineVersion: text,
});

/**
 * A database ("CreateDBInstance" in the Amazon RDS API Reference). CloudTrail writes its members with a small first
 * letter.
 */
const createDbInstance: Lesson = {
  service: 'rds.amazonaws.com',
  calls: ['CreateDBInstance'],
  member: ['dBInstanceIdentifier', 'responseElements'],
  learn({ responseElements, time }) {
    const reply = Reply.parse(responseElements);
    const { dBInstanceIdentifier: dbInstanceIdentifier, engine, engineVersion, dbiResourceId } = reply;
    if (dbInstanceIdentifier === undefined) return [];
    const details = compact({
      dbInstanceIdentifier,
      dbInstanceArn: reply.dBInstanceArn,
      dbClusterIdentifier: reply.dBClusterIdentifier,
      dbiResourceId,
      engine,
      engineVersion,
    });
    return [{ member: 'rdsDbInstanceDetails', alias: dbInstanceIdentifier, since: time, details }];
  },
};
export default createDbInstance;
