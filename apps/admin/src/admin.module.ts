import { Module } from '@nestjs/common';

/** The service's slices. */
@Module({ controllers: [], providers: [] })
export class AdminModule {}
