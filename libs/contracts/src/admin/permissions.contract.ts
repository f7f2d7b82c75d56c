import { Bool, Json, List, Text } from '../fields.js';
import { Nothing, rpc } from '../rpc.js';

export class PermissionAction {
  @Text({ example: 'write' }) action: string;
  @Text({ example: 'Edit', description: 'A label; clients look up its translation' }) label_key: string;
  @Text() description_key: string;
}

export class PermissionResource {
  @Text({ example: 'user' }) resource: string;
  @Text({ example: 'Users' }) label_key: string;
  @List(() => PermissionAction) actions: PermissionAction[];
}

export class PermissionRole {
  @Text({ example: 'admin' }) key: string;
  @Text({ example: 'Admin' }) name: string;
  @Bool() built_in: boolean;
  @Bool({ description: 'Has every right, and none can be taken' }) superuser: boolean;
  @Json({ description: 'What the role may do, unless root changes it for one administrator' }) grants: object;
}

export class PermissionCatalogue {
  @List(() => PermissionResource) resources: PermissionResource[];
  @List(() => PermissionRole) roles: PermissionRole[];
}

export const permissionsRpc = {
  catalogue: rpc('rpc.admin.permission.catalogue', Nothing, PermissionCatalogue, {
    access: 'admin',
    permission: null,
    summary: 'What administrators may do, by resource and action',
  }),
};
