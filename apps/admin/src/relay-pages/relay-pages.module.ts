import { Module } from '@nestjs/common';
import { RelayPagesController } from './relay-pages.controller.js';
import { RelayPagesService } from './relay-pages.service.js';

/** Pages about what a relay keeps. */
@Module({ controllers: [RelayPagesController], providers: [RelayPagesService] })
export class RelayPagesModule {}
