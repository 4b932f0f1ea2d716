<?php

// A made-up migration: the map must find both columns on every run.
Schema::create('pasien', function (Blueprint $table) {
    $table->id();
    $table->string('nik', 16);
    $table->text('diagnosa')->nullable();
});
