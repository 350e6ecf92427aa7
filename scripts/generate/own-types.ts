import type { FindingType } from '#services/model/finding-type.ts';

/**
 * Our own types that were considered and have no detector, with the reason. Remove a line when its detector is built.
 */
export const LEFT_OUT: Readonly<Record<FindingType, string>> = {
  'Behavior:IAMUser/YoungIdentityActs':
    'The inventory does not hold when users were created. Most of the acts have types of their own.',
  'CredentialAccess:ACM/CertificateTaken':
    'Would fire wherever people issue certificates by hand, until it learns who does.',
  'CredentialAccess:IAMUser/FederationTokenBroad':
    'Would fire on tools that sign administrators in to the console with their keys, and on federation brokers.',
  'DefenseEvasion:IAMUser/NetworkProtectionDetached': 'Would fire whenever load balancers are replaced.',
  'Discovery:IAMUser/ConfigurationSwept': 'Would fire on posture scanners and on deployments that refresh their state.',
  'Execution:CodeBuild/BuildHijacked':
    'The table of what owners know names accounts, principals and decoys, not the places where the owner keeps source code.',
  'Execution:EC2/CommandFromWorkload': 'Would fire on every orchestrator until it learns to recognize them.',
  'Execution:EC2/ForeignImageLaunched': 'The inventory holds no images, and no record says who published one.',
  'Exfiltration:EC2/SnapshotTakenByForeignAccount':
    'Would fire wherever the malware scans of AWS take snapshots, because no maintained list has the accounts they use. Sharing a snapshot is reported by `Exfiltration:EC2/TransferDataToCloudAccount`.',
  'Exfiltration:Transfer/FileServerOpened':
    'A server that one caller creates and opens is reported by `Exfiltration:Transfer/DataMoverStarted`. Existing servers are opened every day by companies that offer file transfer.',
  'Impact:KMS/KeyHeldOutside': 'Not built yet: owners who bring their own keys do the same.',
  'Impact:Route53/ZoneShadowed':
    "The inventory does not hold the owner's domains, which all names need except AWS's own.",
  'InitialAccess:IAMUser/SsoTokenElsewhere': 'Would fire on people who work on remote hosts.',
  'Persistence:IAMUser/SessionChain.KeyForOtherThenUsed':
    'Would fire where a pipeline creates a user and tests its key.',
  'Persistence:Lambda/CodeChangedByStranger':
    'Needs to learn who deploys a function. Code that is part of the call itself is reported by `Persistence:Lambda/CodeReplaced`.',
  'Persistence:Lambda/PublicBackdoor': 'Would fire on people who try out a function.',
  'PrivilegeEscalation:IAMUser/IdentityMadeByWorkload': 'Would fire where Terraform runs on a machine of its own.',
  'PrivilegeEscalation:IAMUser/SsoAdministratorGranted':
    'The inventory holds no permission sets, and no record says what one grants.',
  'Recon:IAMUser/WorkloadLooksAround': 'Would fire on scanners and CI that run in the account.',
  'UnauthorizedAccess:IAMUser/SessionOutlivesKey':
    'The inventory holds no keys: rotation also deletes those of users who have another.',
};
