import { Anchor, type AnchorProps, Button, type ButtonProps, NavLink, type NavLinkProps } from '@mantine/core';
import { createLink } from '@tanstack/react-router';
import type { AnchorHTMLAttributes } from 'react';

type Attributes<P> = Omit<AnchorHTMLAttributes<HTMLAnchorElement>, keyof P>;

/** A link to a page of the console, in a text. */
export const TextLink = createLink((props: AnchorProps & Attributes<AnchorProps>) => <Anchor {...props} />);

/** A link to a page of the console that looks like a button. */
export const ButtonLink = createLink((props: ButtonProps & Attributes<ButtonProps>) => (
  <Button component="a" {...props} />
));

/** A link of the menu. */
export const MenuLink = createLink((props: NavLinkProps & Attributes<NavLinkProps>) => (
  <NavLink component="a" {...props} />
));
