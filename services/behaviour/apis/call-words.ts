/** The name of an operation as rules see it: what is done (`verb`), to what (`noun`), in which service. */
export interface CallWords {
  /** As the event source names it, without `.amazonaws.com`. */
  readonly service: string;
  readonly name: string;
  readonly verb: string;
  readonly noun: string;
}

export function callWords(service: string, name: string): CallWords {
  // Batch and administrator variants of a call do the same as the plain call.
  const bare = name.replace(/^(?:Batch|Bulk|Admin|Transact)(?=[A-Z])/, '');
  const [verb = bare] = /^[A-Z]+(?![a-z])|^[A-Z]?[a-z0-9]+/.exec(bare) ?? [];
  return { service, name, verb, noun: bare.slice(verb.length) };
}

const READS = new Set(
  'Check Compare Count Describe Detect Discover Download Estimate Evaluate Export Filter Generate Get Has Head Is List Lookup Poll Predict Preview Query Read Receive Render Resolve Retrieve Scan Search Select Simulate Test Translate Validate Verify View'.split(
    ' ',
  ),
);
const REMOVES = new Set(
  'Cancel Clear Deactivate Decrease Delete Deregister Destroy Detach Disable Disassociate Discard Dissociate Empty Leave Purge Reject Release Remove Reset Revoke Shutdown Stop Suspend Terminate Unassign Unlink Unsubscribe'.split(
    ' ',
  ),
);
const CHANGES = new Set('Change Configure Edit Modify Pause Put Replace Set Update'.split(' '));

export const reads = ({ verb }: CallWords): boolean => READS.has(verb);
export const removes = ({ verb }: CallWords): boolean => REMOVES.has(verb);
export const changes = ({ verb }: CallWords): boolean => CHANGES.has(verb);
