import type { FindingType } from '#services/model/finding-type.ts';

/** Types of our own that were weighed and have no detector, with the reason. Whoever builds one takes its line away. */
export const LEFT_OUT: Readonly<Record<FindingType, string>> = {
  'Behavior:IAMUser/YoungIdentityActs': 'Needs an inventory of when users were made; most acts alone have a type.',
  'CredentialAccess:ACM/CertificateTaken':
    'Would fire wherever certificates are handed out by hand, until it learns who does.',
  'CredentialAccess:EC2/PasswordSweep':
    'Not built yet: one success is told by `CredentialAccess:EC2/UnsecuredCredentials`.',
  'CredentialAccess:IAMUser/ConsoleFromStolenKey':
    'Would fire on ordinary work: tools sign people in to the console this way all day.',
  'CredentialAccess:IAMUser/FederationTokenBroad': 'Not built yet: brokers of federation must be told from it first.',
  'CredentialAccess:IAMUser/SessionChain.LookListTake': 'Would fire on audit and backup tools that run outside AWS.',
  'CredentialAccess:RDS/SessionChain.RestoredDatabase':
    'Would fire where staging is refreshed from production by hand.',
  'CredentialAccess:SSM/ParametersHarvested':
    'Not built yet: how many parameters a large application reads was not measured.',
  'CredentialAccess:SecretsManager/ReadFromOutside': 'Not built yet.',
  'DefenseEvasion:IAMUser/AlertingCut': 'Needs an inventory: a record does not say what the rule or alarm was for.',
  'DefenseEvasion:IAMUser/DetectionBlinded': "Would fire on the security team's daily triage.",
  'DefenseEvasion:IAMUser/NetworkProtectionDetached': 'Would fire whenever load balancers are replaced.',
  'DefenseEvasion:IAMUser/RegionOpened': 'Not built yet: needs to be told which Regions are allowed.',
  'DefenseEvasion:IAMUser/ServiceLogDisabled': 'Needs an inventory: whether the log was on before is in no record.',
  'DefenseEvasion:Logs/SecurityLogGroupDestroyed': 'Needs an inventory of which log groups carry security logs.',
  'DefenseImpairment:Organizations/AccountMembershipChanged': 'Not built yet: account factories do the same every day.',
  'DefenseImpairment:Organizations/PolicyLoosened': 'Needs an inventory: what a policy said before is in no record.',
  'Discovery:IAMUser/ConfigurationSwept': 'Would fire on posture scanners and on deployments that refresh their state.',
  'Discovery:Kubernetes/RightsProbed': 'Not built yet.',
  'Execution:CodeBuild/BuildHijacked': 'Needs to be told where the owner keeps sources.',
  'Execution:EC2/CommandFromWorkload': 'Would fire on every orchestrator until it learns which they are.',
  'Execution:EC2/ForeignDocumentRun': 'Not built yet.',
  'Execution:EC2/ForeignImageLaunched': 'Needs an inventory: who published an image is in no record.',
  'Exfiltration:EC2/DiskContentsTaken':
    'Needs an inventory of buckets, and data events of snapshots, which few switch on.',
  'Exfiltration:EC2/SnapshotTakenByForeignAccount':
    'Not built yet: that a snapshot is shared is told by `Exfiltration:EC2/TransferDataToCloudAccount`.',
  'Exfiltration:EC2/TrafficMirrored': 'Not built yet.',
  'Exfiltration:KMS/KeyOpenedOutside': 'Not built yet.',
  'Exfiltration:Logs/ForwardedOutside': 'Not built yet.',
  'Exfiltration:RDS/ExportedOutside': 'Needs an inventory: whose bucket it is stands in few records.',
  'Exfiltration:RDS/SnapshotSharedOutside':
    'Not built yet: one given to everybody is told by `Exfiltration:RDS/TransferDataToCloudAccount`.',
  'Exfiltration:Transfer/FileServerOpened': 'Not built yet: a company that offers file transfer does the same.',
  'Impact:EC2/AcceleratedFleetStarted': 'Would fire on schedulers that try one machine type after the other.',
  'Impact:EC2/AddressGivenAway': 'Not built yet.',
  'Impact:EC2/MassDestruction':
    'Needs an inventory: how old the machines were is in no record, and tests are torn down daily.',
  'Impact:ECS/MinerService': 'Needs to be told which image registries are trusted.',
  'Impact:IAMUser/AdministratorsLockedOut': 'Needs an inventory: clean-ups of young test users look the same.',
  'Impact:IAMUser/BackupsDestroyed': 'Would fire on clean-ups of snapshots until it learns who does them.',
  'Impact:IAMUser/ComputeServicesTried': 'Not built yet: trainings and tests of landing zones look the same.',
  'Impact:IAMUser/DataStoresDeleted': 'Needs an inventory: how old a store was is in no record.',
  'Impact:IAMUser/LimitsRaised': 'Would fire on ordinary work: teams ask for higher limits.',
  'Impact:KMS/KeyHeldOutside': 'Not built yet: owners who bring their own keys do the same.',
  'Impact:Route53/DomainTakenAway': 'Not built yet.',
  'Impact:Route53/ZoneShadowed': "Needs an inventory of the owner's domains for all but AWS's own names.",
  'Impact:S3/SessionChain.ExtortionStages': 'Not built yet: its stages each have a type.',
  'InitialAccess:IAMUser/RoleAssumedByForeignAccount': 'Would fire on every vendor until the owner has named it.',
  'InitialAccess:IAMUser/SignInGuessing': 'Not built yet: an office behind one address forgets passwords, too.',
  'InitialAccess:IAMUser/SsoTokenElsewhere': 'Would fire on people who work on remote hosts.',
  'LateralMovement:EC2/ManyShells': 'Would fire on administrators on the day of an incident.',
  'Persistence:EC2/ForeignNetworkLink': 'Not built yet: providers of private links do the same for every customer.',
  'Persistence:EKS/AccessGranted': 'Needs an inventory: who makes a cluster grants access to it in the same minute.',
  'Persistence:IAMUser/CredentialForOther': 'Would fire on ordinary work of who administers users.',
  'Persistence:IAMUser/IdentityProviderAdded':
    "Needs an inventory: the provider of an own cluster must be told from a stranger's.",
  'Persistence:IAMUser/IdentitySourceChanged': 'Not built yet.',
  'Persistence:IAMUser/MultiFactorChanged': 'Would fire on the help desk, and when people join or leave.',
  'Persistence:IAMUser/SessionChain.KeyForOtherThenUsed': 'Would fire where a pipeline makes a user and tries its key.',
  'Persistence:IAMUser/SessionChain.SsoBackdoor': 'Would fire where people are added to Identity Center by hand.',
  'Persistence:Lambda/CodeChangedByStranger': 'Needs learned behaviour: who deploys a function.',
  'Persistence:Lambda/ForeignLayer': 'Needs a list of publishers of layers that is kept up.',
  'Persistence:Lambda/PublicBackdoor': 'Would fire on people who try out a function.',
  'Persistence:Organizations/DelegatedAdministratorAdded': 'Not built yet.',
  'Persistence:RolesAnywhere/OwnCertificateAuthority':
    'GuardDuty has a type that tells it: `Persistence:RolesAnywhere/AccountManipulation`.',
  'Policy:EC2/AdminPortsOpened': 'A matter of posture, which other tools tell; it would fire on ordinary work.',
  'Policy:EC2/DefaultProtectionLifted': 'A matter of posture; not built yet.',
  'Policy:IAMUser/ResourceOpened': 'Not built yet: each kind of resource has its policy elsewhere in the record.',
  'PrivilegeEscalation:IAMUser/IdentityMadeByWorkload': 'Would fire where Terraform runs on a machine of its own.',
  'PrivilegeEscalation:IAMUser/PermissionsBoundaryRemoved': 'Would fire whenever a role is torn down.',
  'PrivilegeEscalation:IAMUser/SsoAdministratorGranted':
    'Needs an inventory: what a permission set grants is in no record.',
  'Recon:IAMUser/WorkloadLooksAround': 'Would fire on scanners and CI that run in the account.',
  'Stealth:IAMUser/ContactChanged': 'Not built yet.',
  'UnauthorizedAccess:IAMUser/DecoyTouched': 'Needs to be told what the decoys are.',
  'UnauthorizedAccess:IAMUser/SessionOutlivesKey': 'Needs an inventory: rotation deletes keys whose user has another.',
  'UnauthorizedAccess:IAMUser/SinglePurposeUserStrays': 'Needs an inventory of what each user was made for.',
};
