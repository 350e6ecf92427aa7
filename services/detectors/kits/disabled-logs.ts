import type { CloudTrailRecord, Parameters } from '#services/sources/cloudtrail/record.ts';
import { isPlain } from '#services/sources/plain.ts';
import { isFalse, isTrue } from './api-call.ts';
import { isGiven, listed, listedObjects, listedTexts, member } from './parameters.ts';

/** What calls that change logs do to them. */

/**
 * The flow logs that a call deletes; undefined if it deletes none. The call succeeds even then, and its answer names
 * what was not deleted ("DeleteFlowLogs").
 */
export function deletedFlowLogs(
  parameters: Parameters,
  { responseElements }: Pick<CloudTrailRecord, 'responseElements'>,
): readonly string[] | undefined {
  const asked = listed(member(parameters, 'DeleteFlowLogsRequest', 'FlowLogId') ?? parameters['flowLogIds']);
  const kept = listed(member(responseElements, 'DeleteFlowLogsResponse', 'unsuccessful'));
  if (kept.length > 0 && kept.length >= asked.length) return undefined;
  return listedTexts(asked.map((id) => member(id, 'content') ?? id));
}

/** Whether a cluster no longer logs what people do in it. */
export function disablesClusterAudit({ logging }: Parameters): boolean {
  const entries = listedObjects(member(logging, 'clusterLogging'));
  const isOff = entries.some(
    ({ enabled, types }) => isFalse(enabled) && listedTexts(types).some((type) => /^(audit|authenticator)$/.test(type)),
  );
  // Tools that send the state of all logs list those that were never on as off.
  return isOff && !entries.some(({ enabled }) => isTrue(enabled));
}

/** Whether models no longer log what they are asked: the configuration is deleted, or has no destination. */
export function disablesModelLogs(
  { loggingConfig }: Parameters,
  { eventName }: Pick<CloudTrailRecord, 'eventName'>,
): boolean {
  const isWithout =
    isPlain(loggingConfig) && !['s3Config', 'cloudWatchConfig'].some((to) => isGiven(loggingConfig[to]));
  return eventName === 'DeleteModelInvocationLoggingConfiguration' || isWithout;
}
