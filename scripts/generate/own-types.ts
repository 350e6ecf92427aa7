import type { FindingType } from '#services/model/finding-type.ts';

/**
 * Our own types that were considered and have no detector, with the reason. Remove a line when its detector is built.
 */
export const LEFT_OUT: Readonly<Record<FindingType, string>> = {
  'Behavior:IAMUser/YoungIdentityActs': 'Needs an inventory of when users were made; most acts alone have a type.',
  'CredentialAccess:ACM/CertificateTaken':
    'Would fire wherever certificates are handed out by hand, until it learns who does.',
  'CredentialAccess:IAMUser/FederationTokenBroad':
    'Would fire on tools that sign administrators in to the console with their keys, and on brokers of federation.',
  'DefenseEvasion:IAMUser/NetworkProtectionDetached': 'Would fire whenever load balancers are replaced.',
  'Discovery:IAMUser/ConfigurationSwept': 'Would fire on posture scanners and on deployments that refresh their state.',
  'Execution:CodeBuild/BuildHijacked': 'Needs to be told where the owner keeps sources.',
  'Execution:EC2/CommandFromWorkload': 'Would fire on every orchestrator until it learns which they are.',
  'Execution:EC2/ForeignImageLaunched': 'Needs an inventory: who published an image is in no record.',
  'Exfiltration:EC2/SnapshotTakenByForeignAccount':
    'Would fire wherever malware scans of AWS take snapshots: the accounts that these work from are on no list that is kept up. That a snapshot is shared is told by `Exfiltration:EC2/TransferDataToCloudAccount`.',
  'Exfiltration:Transfer/FileServerOpened':
    'A server that is made and opened by one caller is told of by `Exfiltration:Transfer/DataMoverStarted`; one that was there is opened by companies that offer file transfer every day.',
  'Impact:IAMUser/ComputeServicesTried': 'Not built yet: trainings and tests of landing zones look the same.',
  'Impact:KMS/KeyHeldOutside': 'Not built yet: owners who bring their own keys do the same.',
  'Impact:Route53/ZoneShadowed': "Needs an inventory of the owner's domains for all but AWS's own names.",
  'InitialAccess:IAMUser/SsoTokenElsewhere': 'Would fire on people who work on remote hosts.',
  'Persistence:IAMUser/CredentialForOther': 'Would fire on ordinary work of who administers users.',
  'Persistence:IAMUser/SessionChain.KeyForOtherThenUsed': 'Would fire where a pipeline makes a user and tries its key.',
  'Persistence:Lambda/CodeChangedByStranger':
    'Needs learned behaviour: who deploys a function. Code that a call brings itself is told of by `Persistence:Lambda/CodeReplaced`.',
  'Persistence:Lambda/PublicBackdoor': 'Would fire on people who try out a function.',
  'PrivilegeEscalation:IAMUser/IdentityMadeByWorkload': 'Would fire where Terraform runs on a machine of its own.',
  'PrivilegeEscalation:IAMUser/SsoAdministratorGranted':
    'Needs an inventory: what a permission set grants is in no record.',
  'Recon:IAMUser/WorkloadLooksAround': 'Would fire on scanners and CI that run in the account.',
  'UnauthorizedAccess:IAMUser/DecoyTouched': 'Needs to be told what the decoys are.',
  'UnauthorizedAccess:IAMUser/SessionOutlivesKey': 'Needs an inventory: rotation deletes keys whose user has another.',
  'UnauthorizedAccess:IAMUser/SinglePurposeUserStrays': 'Needs an inventory of what each user was made for.',
};
