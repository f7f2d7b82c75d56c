import { Module } from '@nestjs/common';
import { UsageController } from '../usage/usage.controller.js';
import { UsageService } from '../usage/usage.service.js';
import { KeyDirectory } from './key-directory.js';
import { ReceiptsRepository } from './receipts.repository.js';
import { RelayAccess } from './relay-access.js';
import { RelayQueue } from './relay-queue.js';
import { RelayController } from './relay.controller.js';
import { RelayRepository } from './relay.repository.js';
import { ReservationExpiry } from './reservation-expiry.js';
import { ReservationsService } from './reservations.service.js';
import { SettlingService } from './settling.service.js';

/** Reservations, settlements, charges and receipts of relays. */
@Module({
  controllers: [RelayController, UsageController],
  providers: [
    KeyDirectory,
    ReceiptsRepository,
    RelayAccess,
    RelayQueue,
    RelayRepository,
    ReservationExpiry,
    ReservationsService,
    SettlingService,
    UsageService,
  ],
})
export class RelayModule {}
