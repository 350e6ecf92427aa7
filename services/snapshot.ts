// What a scan begins with, loaded: setup has Node.js save the memory of this module, and the launcher starts scans with
// it, which saves a third of a start. So nothing here may depend on when and where it runs.
import v8 from 'node:v8';
import './cli/commands/scan.ts';
import { runProgram } from './cli/run-program.ts';
import { loadDetectors } from './detectors.ts';

void loadDetectors();
v8.startupSnapshot.setDeserializeMainFunction(() => void runProgram());
