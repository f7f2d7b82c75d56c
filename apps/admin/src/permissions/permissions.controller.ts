import { Controller } from '@nestjs/common';
import { getPermissions, type Identity, PERMISSIONS, Role } from '@tollgate/contracts';
import { type PermissionCatalogue, permissionsRpc } from '@tollgate/contracts/admin/permissions';
import { Handles, type RequestContext } from '@tollgate/platform/rpc';

/** The catalogue from which forms build the rights of an administrator. */
@Controller()
export class PermissionsController {
  @Handles(permissionsRpc.catalogue)
  async catalogue(_: object, __: RequestContext<Identity>): Promise<PermissionCatalogue> {
    return {
      resources: Object.entries(PERMISSIONS).map(([resource, { label, actions }]) => ({
        resource,
        label_key: label,
        actions: Object.entries(actions).map(([action, spec]) => ({
          action,
          label_key: spec.label,
          description_key: spec.description,
        })),
      })),
      roles: [
        { key: 'root', name: 'Root', built_in: true, superuser: true, grants: getPermissions(Role.root) },
        { key: 'admin', name: 'Admin', built_in: true, superuser: false, grants: getPermissions(Role.admin) },
      ],
    };
  }
}
