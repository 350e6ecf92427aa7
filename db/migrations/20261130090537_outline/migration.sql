ALTER TABLE "findings" ADD COLUMN "outline" json GENERATED ALWAYS AS (jsonb_set(
  jsonb_set(
    (body - 'resource') #- '{service,action}' #- '{service,additionalInfo}' #- '{service,evidence}' || '{"resource": {}}',
    '{resource,id}', body #> '{resource,id}'),
  '{resource,resourceType}', body #> '{resource,resourceType}')::json) STORED;