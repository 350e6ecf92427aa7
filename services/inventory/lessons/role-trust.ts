import { beginning } from '../kits/beginning.ts';
import { compact } from '../kits/compact.ts';
import { anything, object, text } from '../kits/reply.ts';
import { keptTrust } from '../kits/role-facts.ts';
import type { Lesson } from '../lesson.ts';

const Request = object({ roleName: text, assumeRolePolicyDocument: anything, policyDocument: anything });
const Reply = object({ role: object({ arn: text, roleId: text, path: text, createDate: anything }) });

/**
 * The principals that a role admits ("CreateRole" and "UpdateAssumeRolePolicy" in the AWS IAM API Reference). The reply
 * describes a new role.
 */
const roleTrust: Lesson = {
  service: 'iam.amazonaws.com',
  calls: ['CreateRole', 'UpdateAssumeRolePolicy'],
  member: ['roleName', 'requestParameters'],
  learn({ requestParameters, responseElements, time, eventName }) {
    const { roleName, assumeRolePolicyDocument, policyDocument } = Request.parse(requestParameters);
    const isNew = eventName === 'CreateRole';
    const document = isNew ? assumeRolePolicyDocument : policyDocument;
    if (roleName === undefined || document === undefined) return [];
    const { arn, roleId, path, createDate } = Reply.parse(responseElements).role;
    const createdAt = isNew ? Math.floor(beginning(createDate, time) / 1000) : undefined;
    const details = compact({ roleName, arn, roleId, path, createdAt, trust: keptTrust(document, time) });
    return [{ member: 'iamRoleDetails', alias: roleName, since: time, details }];
  },
};
export default roleTrust;
