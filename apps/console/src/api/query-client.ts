import { TollgateError } from '@tollgate/client';
import { QueryClient } from '@tanstack/react-query';

/** Holds what was read from the gateway. A refusal is final; a lost connection is tried again. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      retry: (failures, error) => !(error instanceof TollgateError) && failures < 2,
      retryDelay: 500,
    },
    // each write decides for itself, with an idempotency key
    mutations: { retry: false, networkMode: 'always' },
  },
});
