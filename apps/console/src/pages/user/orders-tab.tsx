import { useFilters } from '../../parts/filters';
import { OrderList } from '../../parts/order-list';

/** The user's orders. */
export function OrdersTab({ userId }: { readonly userId: number }) {
  return <OrderList filters={useFilters([])} query={{ user_id: userId }} />;
}
