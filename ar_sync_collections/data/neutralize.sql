-- A copy of the database writes to nobody.
UPDATE res_company SET ar_collection_mode = 'shadow';
UPDATE ar_collection_decision SET state = 'withdrawn', code = 'person' WHERE state IN ('planned', 'draft');
