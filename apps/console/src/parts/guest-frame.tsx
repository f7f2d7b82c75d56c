import { Card, Center, Group, Stack, Text, Title } from '@mantine/core';
import { type ReactNode, useEffect } from 'react';
import { useStatus } from '../api/queries';
import { DisplayMenu } from './display-menu';
import { SiteHtml } from './site-html';

interface GuestFrameProps {
  readonly title: string;
  readonly children: ReactNode;
  readonly width?: number;
}

/** The frame around a page for guests: the site's name, one card, and the footer that root wrote. */
export function GuestFrame({ title, children, width = 420 }: GuestFrameProps) {
  const { system_name: site, footer_html: footer } = useStatus();
  useEffect(() => {
    document.title = `${title} · ${site}`;
  }, [title, site]);
  return (
    <Center component="main" mih="100vh" p="md">
      <Stack w="100%" maw={width} gap="md">
        <Group justify="space-between" wrap="nowrap">
          <Text fw={700} size="lg" truncate>
            {site}
          </Text>
          <DisplayMenu />
        </Group>
        <Card withBorder padding="lg" radius="lg">
          <Title order={1} size="h3" mb="md">
            {title}
          </Title>
          {children}
        </Card>
        {footer && <SiteHtml html={footer} />}
      </Stack>
    </Center>
  );
}
