import { Int, List, Text } from '../fields.js';
import { Nothing, rpc } from '../rpc.js';
import { PROVIDERS } from './third-party.contract.js';

/** An account at a provider that root made. */
export class CustomBinding {
  @Int() provider_id: number;
  @Text() provider_name: string;
  @Text() provider_slug: string;
  @Text() provider_icon: string;
  @Text() provider_user_id: string;
}

export class CustomBindingList {
  @List(() => CustomBinding) bindings: CustomBinding[];
}

export class CustomBindingId {
  @Int({ min: 1 }) provider_id: number;
}

export class BindingsOfUser {
  @Int({ min: 1 }) id: number;
}

export class CustomBindingOfUser extends BindingsOfUser {
  @Int({ min: 1 }) provider_id: number;
}

export class BindingOfUser extends BindingsOfUser {
  @Text({ oneOf: ['email', ...PROVIDERS], example: 'github' }) type: string;
}

/** Bindings as clients of 2026 ask for them. */
export const bindingsRpc = {
  custom: rpc('rpc.auth.binding.custom', Nothing, CustomBindingList, {
    access: 'user',
    summary: 'Your accounts at custom providers',
  }),
  unbindCustom: rpc('rpc.auth.binding.unbind_custom', CustomBindingId, Nothing, {
    access: 'user',
    errors: ['LAST_WAY_IN'],
    summary: 'Unbind an account at a custom provider; one that is not bound is no error',
  }),
  customOfUser: rpc('rpc.auth.binding.custom_of_user', BindingsOfUser, CustomBindingList, {
    access: 'admin',
    permission: 'user.read',
    errors: ['USER_NOT_FOUND', 'TARGET_OUTRANKS'],
    summary: "A lower user's accounts at custom providers",
  }),
  unbindCustomOfUser: rpc('rpc.auth.binding.unbind_custom_of_user', CustomBindingOfUser, Nothing, {
    access: 'admin',
    permission: 'user.write',
    stepUp: true,
    errors: ['USER_NOT_FOUND', 'UPDATE_OUTRANKS', 'LAST_WAY_IN'],
    summary: "Unbind a lower user's account at a custom provider; one that is not bound is no error",
  }),
  unbindOfUser: rpc('rpc.auth.binding.unbind_of_user', BindingOfUser, Nothing, {
    access: 'admin',
    permission: 'user.write',
    stepUp: true,
    errors: ['USER_NOT_FOUND', 'UPDATE_OUTRANKS', 'LAST_WAY_IN'],
    summary: "Take a lower user's address or bound account away; one that is not bound is no error",
  }),
};
