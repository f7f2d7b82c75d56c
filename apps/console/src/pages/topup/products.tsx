import { Button, Group, Stack, Text } from '@mantine/core';
import { useWrite } from '../../api/write';
import { Refusal } from '../../parts/refusal';
import { useTopupTexts } from './texts';

interface Product {
  readonly productId: string;
  readonly name: string;
  readonly price: number;
  readonly currency: string;
}

/** Creem's products, each with its price. */
export function Products({ json }: { readonly json: string }) {
  const t = useTopupTexts();
  const buy = useWrite(async (client, product_id: string, idempotencyKey) => {
    const { data } = await client.POST('/api/user/creem/pay', {
      body: { product_id, payment_method: 'creem' },
      idempotencyKey,
    });
    location.assign(data.checkout_url);
  });
  const products = JSON.parse(json || '[]') as readonly Product[];
  return (
    <Stack gap="xs">
      <Text size="sm" fw={500}>
        {t('product')}
      </Text>
      {products.map(({ productId, name, price, currency }) => (
        <Group key={productId} justify="space-between">
          <Text size="sm">{name}</Text>
          <Button variant="default" loading={buy.isBusy} onClick={() => void buy.run(productId).catch(() => undefined)}>
            {price.toFixed(2)} {currency}
          </Button>
        </Group>
      ))}
      <Refusal error={buy.error} />
    </Stack>
  );
}
