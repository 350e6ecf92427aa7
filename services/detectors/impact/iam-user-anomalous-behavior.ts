import { calls, defineAnomalousCalls } from '../kits/anomalous-calls.ts';

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
      'a higher limit is asked for': () =>
        calls([
          'servicequotas:RequestServiceQuotaIncrease',
          { serviceCode: 'ec2', quotaCode: 'L-417A185B', desiredValue: 512 },
        ]),
    },
    quiet: {
      'a machine is stopped': () =>
        calls(['ec2:StopInstances', { instancesSet: { items: [{ instanceId: 'i-00000000000000001' }] } }]),
    },
  },
});
