import { Modal, Table } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { call } from '../../api/call';
import { useQuotaFormat } from '../../parts/money';
import { Read } from '../../parts/states';
import { usePartTexts } from '../../parts/texts';
import { useReceiptTexts } from './receipt-texts';

interface ReceiptProps {
  readonly requestId: string;
  readonly onClose: () => void;
}

const TEXTS = ['request_id', 'state', 'model', 'group', 'prompt_tokens', 'completion_tokens', 'use_time'] as const;
const AMOUNTS = ['reserved', 'charged', 'shortfall', 'balance_after'] as const;

/** The receipt of one call: the reservation, the charge and its parts. */
export function Receipt({ requestId, onClose }: ReceiptProps) {
  const t = useReceiptTexts();
  const parts = usePartTexts();
  const format = useQuotaFormat();
  const receipt = useQuery({
    queryKey: ['receipt', requestId],
    queryFn: () =>
      call(async (client) => {
        const path = { request_id: requestId };
        return (await client.GET('/api/usage/receipt/{request_id}', { params: { path } })).data;
      }),
  });
  return (
    <Modal opened onClose={onClose} title={t('title')} closeButtonProps={{ 'aria-label': parts('close') }}>
      <Read query={receipt}>
        {(data) => (
          <Table>
            <Table.Tbody>
              {TEXTS.filter((name) => data[name] !== undefined && data[name] !== '').map((name) => (
                <Row key={name} name={t(name)} value={String(data[name])} />
              ))}
              {AMOUNTS.filter((name) => data[name] !== undefined).map((name) => (
                <Row key={name} name={t(name)} value={format(data[name] ?? 0)} />
              ))}
            </Table.Tbody>
          </Table>
        )}
      </Read>
    </Modal>
  );
}

function Row({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <Table.Tr>
      <Table.Th scope="row">{name}</Table.Th>
      <Table.Td className="number" style={{ overflowWrap: 'anywhere' }}>
        {value}
      </Table.Td>
    </Table.Tr>
  );
}
