import { roleSession } from '#services/sources/cloudtrail/example.ts';
import { calls, defineAnomalousCalls } from '../kits/anomalous-calls.ts';

const POD = roleSession('eks-prod-scaler-0a1b2c3d-1111-2222-3333-444444444444', 'scaler');

export default defineAnomalousCalls({
  type: 'Impact:IAMUser/AnomalousBehavior',
  title: 'Resources are spent or destroyed in an unusual way',
  why: 'Intruders compute at others’ cost, send in others’ name, and destroy what would hurt.',
  asks: 'Did somebody spend or remove who does not, or as only intruders do?',
  attack: ['T1485', 'T1496'],
  tactic: 'Impact',
  severity: 'High',
  ask: 'Ask whoever it was what it was for, and what it costs.',
  blindTo: ['What is spent by who spends as much every day.'],
  falsePositives: ['Load tests and clean-ups that were planned.'],
  examples: {
    fires: {
      'ten machines are started at once': () =>
        calls(['ec2:RunInstances', { instanceType: 't3.large', instancesSet: { items: [{ maxCount: 10 }] } }]),
      'models are unlocked with a key': () => ({
        ...calls(['bedrock:CreateFoundationModelAgreement', { modelId: 'example.large-v1' }]),
        also: ['Impact:IAMUser/ModelAccessUnlocked'],
      }),
    },
    quiet: {
      'a higher limit is asked for': () =>
        calls([
          'servicequotas:RequestServiceQuotaIncrease',
          { serviceCode: 'ec2', quotaCode: 'L-417A185B', desiredValue: 512 },
        ]),
      'one machine for models is started': () => calls(['ec2:RunInstances', { instanceType: 'g5.xlarge' }]),
      'models are unlocked in the console': () =>
        calls([
          'bedrock:CreateFoundationModelAgreement',
          { modelId: 'example.large-v1' },
          { sessionCredentialFromConsole: 'true' },
        ]),
      'machines are started by what scales a cluster': () =>
        calls(
          ...['CreateFleet', 'RunInstances', 'TerminateInstances'].map(
            (name) => [`ec2:${name}`, { instanceType: 'm5.12xlarge' }, { userIdentity: POD }] as const,
          ),
        ),
      'a machine is stopped': () =>
        calls(['ec2:StopInstances', { instancesSet: { items: [{ instanceId: 'i-00000000000000001' }] } }]),
    },
  },
});
