import { asffProblems } from '../formats/asff-limits.ts';
import { errorResponse, jsonResponse, type AwsRequest, type AwsResponse } from './aws-request.ts';

/** A finding as Security Hub stores it. */
export interface ImportedFinding {
  readonly accountId: string;
  readonly region: string;
  readonly importedBy: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/**
 * The import of Security Hub as the AWS Security Hub documentation describes it ("BatchImportFindings", "Using
 * BatchImportFindings to create and update findings", "Required ASFF attributes"), with its limits. Moto's version
 * accepts nearly anything.
 */
export class SecurityHubFake {
  readonly #enabled = new Set<string>();
  readonly #findings = new Map<string, ImportedFinding>();
  /** The number of findings of each call, in the order of the calls. */
  readonly batches: { readonly accountId: string; readonly region: string; readonly findings: number }[] = [];
  /** The fault of each call, if any: throttled, a server error, or accepted without an answer. */
  weather: () => 'throttled' | 'away' | 'lost' | undefined = () => undefined;
  /** Error codes with which findings are refused, by `Id`; a storm refuses some of many. */
  whim: (id: string) => string | undefined = () => undefined;
  /** Error codes with which findings are refused once, by `Id`: for errors that the service raises without a reason. */
  readonly refuseOnce = new Map<string, string>();

  enable(accountId: string, region: string): void {
    this.#enabled.add(`${accountId}/${region}`);
  }

  findings(): readonly ImportedFinding[] {
    return [...this.#findings.values()];
  }

  /** Changes a workflow, as a person does in Security Hub itself. */
  setWorkflow(id: string, status: string): void {
    const found = this.#findings.get(id);
    if (found !== undefined)
      this.#findings.set(id, { ...found, body: { ...found.body, Workflow: { Status: status } } });
  }

  /** @param accountId account of the caller */
  answer(request: AwsRequest, accountId: string): AwsResponse {
    if (request.action === 'DescribeHub')
      return this.#enabled.has(`${accountId}/${request.region}`)
        ? jsonResponse({ HubArn: `arn:aws:securityhub:${request.region}:${accountId}:hub/default` })
        : errorResponse(
            request,
            401,
            'InvalidAccessException',
            `Account ${accountId} is not subscribed to AWS Security Hub`,
          );
    if (request.action === 'EnableSecurityHub') {
      if (this.#enabled.has(`${accountId}/${request.region}`))
        return errorResponse(request, 409, 'ResourceConflictException', 'Security Hub is enabled already');
      this.enable(accountId, request.region);
      return jsonResponse({});
    }
    if (request.action !== 'BatchImportFindings')
      return errorResponse(request, 400, 'EmulatorNotImplemented', `securityhub:${request.action}`);
    const { Findings: findings = [] }: { Findings?: readonly Record<string, unknown>[] } = JSON.parse(
      request.body.toString(),
    );
    if (!this.#enabled.has(`${accountId}/${request.region}`))
      return errorResponse(
        request,
        401,
        'InvalidAccessException',
        `Account ${accountId} is not subscribed to AWS Security Hub`,
      );
    if (findings.length === 0 || findings.length > 100)
      return errorResponse(request, 400, 'InvalidInputException', 'Findings must have 1 to 100 members');
    if (request.body.length > 6_000_000)
      return errorResponse(request, 413, 'InvalidInputException', 'The batch is larger than 6 MB');
    const incomplete = findings.find((finding) => REQUIRED.some((name) => finding[name] === undefined));
    // The request is validated as a whole against the API's model.
    if (incomplete !== undefined)
      return errorResponse(request, 400, 'InvalidInputException', 'Invalid parameter: a required member is missing');

    const weather = this.weather();
    if (weather === 'throttled') return errorResponse(request, 429, 'TooManyRequestsException', 'Slow down');
    if (weather === 'away') return errorResponse(request, 500, 'InternalException', 'Not now');
    this.batches.push({ accountId, region: request.region, findings: findings.length });
    const failed = findings.flatMap((finding) => {
      const failure = this.#import(finding, accountId, request.region);
      return failure === undefined ? [] : [{ Id: String(finding['Id']), ...failure }];
    });
    const counts = { FailedCount: failed.length, SuccessCount: findings.length - failed.length };
    const answer = jsonResponse({ ...counts, FailedFindings: failed });
    return weather === 'lost' ? { ...answer, lost: true } : answer;
  }

  #import(
    finding: Readonly<Record<string, unknown>>,
    accountId: string,
    region: string,
  ): { readonly ErrorCode: string; readonly ErrorMessage: string } | undefined {
    const id = String(finding['Id']);
    const whim = this.refuseOnce.get(id) ?? this.whim(id);
    if (whim !== undefined) {
      this.refuseOnce.delete(id);
      return { ErrorCode: whim, ErrorMessage: 'Try again' };
    }
    const product = `arn:aws:securityhub:${region}:${accountId}:product/${accountId}/default`;
    if (finding['AwsAccountId'] !== accountId || finding['ProductArn'] !== product)
      return {
        ErrorCode: 'AccessDenied',
        ErrorMessage: `Account ${accountId} may not import for ${String(finding['AwsAccountId'])} as ${String(finding['ProductArn'])}`,
      };
    const [problem] = asffProblems(finding);
    if (problem !== undefined) return { ErrorCode: 'InvalidInput', ErrorMessage: problem };

    const known = this.#findings.get(id);
    if (known !== undefined && String(finding['UpdatedAt']) <= String(known.body['UpdatedAt'])) return undefined;
    const kept = KEPT.flatMap((name) => (known?.body[name] === undefined ? [] : [[name, known.body[name]]]));
    this.#findings.set(id, {
      accountId,
      region,
      importedBy: accountId,
      body: { Workflow: { Status: 'NEW' }, ...finding, ...Object.fromEntries(kept) },
    });
    return undefined;
  }
}

const REQUIRED =
  'SchemaVersion Id ProductArn GeneratorId AwsAccountId CreatedAt UpdatedAt Title Description Resources'.split(' ');

/** Members that belong to the customer once the finding exists: an import does not change them. */
const KEPT = ['Note', 'UserDefinedFields', 'VerificationState', 'Workflow'];
