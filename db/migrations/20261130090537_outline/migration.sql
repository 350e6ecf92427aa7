ALTER TABLE "findings" ADD COLUMN "outline" json GENERATED ALWAYS AS (jsonb_set(
  jsonb_set(
    (body - '{resource,schemaVersion,arn,partition}'::text[]) #- '{service,action}' #- '{service,additionalInfo}'
      #- '{service,evidence}' #- '{service,serviceName}' #- '{service,detectorId}' || '{"resource": {}}',
    '{resource,id}', body #> '{resource,id}'),
  '{resource,resourceType}', body #> '{resource,resourceType}')::json) STORED;