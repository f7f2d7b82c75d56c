import { Module } from '@nestjs/common';
import { SingleStatementModule } from '../single-statement/single-statement.module.js';
import { TransfersController } from './transfers.controller.js';
import { TransfersRepository } from './transfers.repository.js';
import { TransfersService } from './transfers.service.js';

/** Transfers of affiliate quota to the balance. */
@Module({
  imports: [SingleStatementModule],
  controllers: [TransfersController],
  providers: [TransfersRepository, TransfersService],
})
export class TransfersModule {}
