import { Module } from '@nestjs/common';
import { PermissionsController } from './permissions.controller.js';

/** The catalogue of rights. They are enforced in `libs/account-rules/src/access`. */
@Module({ controllers: [PermissionsController] })
export class PermissionsModule {}
