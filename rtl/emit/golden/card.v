

module card(clock,reset,cq$data,cq$user,cq$keep,cq$last,cq$valid,cq$ready,cq_np_req,cc$data,cc$user,cc$keep,cc$last,cc$valid,cc$ready,rq$data,rq$user,rq$keep,rq$last,rq$valid,rq$ready,mem_write$valid,mem_write$address,mem_write$data,mem_write$enable,mem_write$ready,mem_read$valid,mem_read$address,mem_read$ready,mem_read$data_valid,mem_read$data,mem_read_error,mem_write_inject,persist_restored,persist_held,persist_watch,persist_save,persist_saved,tx_data,tx_control,tx_valid,tx_ready,rx_data,rx_control,rx_valid,link_up,coded,coding,coding_header_errors,coding_locks_lost,loopback,power_fail,power_safe,battery_good,battery_millivolts,battery_temperature,battery_charge,battery_load,card_id,board,build_hash);
    
    // Module arguments
    input wire  clock;
    input wire  reset;
    input wire  [127:0] cq$data;
    input wire  [87:0] cq$user;
    input wire  [3:0] cq$keep;
    input wire  cq$last;
    input wire  cq$valid;
    output wire  cq$ready;
    output reg  [1:0] cq_np_req;
    output wire  [127:0] cc$data;
    output wire  [32:0] cc$user;
    output wire  [3:0] cc$keep;
    output wire  cc$last;
    output wire  cc$valid;
    input wire  cc$ready;
    output wire  [127:0] rq$data;
    output wire  [61:0] rq$user;
    output wire  [3:0] rq$keep;
    output wire  rq$last;
    output wire  rq$valid;
    input wire  rq$ready;
    output wire  mem_write$valid;
    output wire  [27:0] mem_write$address;
    output wire  [127:0] mem_write$data;
    output wire  [15:0] mem_write$enable;
    input wire  mem_write$ready;
    output wire  mem_read$valid;
    output wire  [27:0] mem_read$address;
    input wire  mem_read$ready;
    input wire  mem_read$data_valid;
    input wire  [127:0] mem_read$data;
    input wire  [1:0] mem_read_error;
    output reg  [1:0] mem_write_inject;
    input wire  persist_restored;
    input wire  persist_held;
    output reg  persist_watch;
    output reg  persist_save;
    input wire  persist_saved;
    output reg  [127:0] tx_data;
    output reg  tx_control;
    output reg  tx_valid;
    input wire  tx_ready;
    input wire  [127:0] rx_data;
    input wire  rx_control;
    input wire  rx_valid;
    input wire  link_up;
    input wire  coded;
    input wire  [1:0] coding;
    input wire  [31:0] coding_header_errors;
    input wire  [31:0] coding_locks_lost;
    output reg  loopback;
    input wire  power_fail;
    output reg  power_safe;
    input wire  battery_good;
    input wire  [15:0] battery_millivolts;
    input wire  [31:0] battery_temperature;
    input wire  [15:0] battery_charge;
    output reg  battery_load;
    input wire  [63:0] card_id;
    input wire  [31:0] board;
    input wire  [63:0] build_hash;
    
    // Stub signals
    reg  parser$clock;
    reg  parser$reset;
    reg  parser$stop;
    wire  [1:0] parser$np_req;
    wire  parser$posted$valid;
    wire  [169:0] parser$posted$beat;
    reg  parser$posted$ready;
    wire  parser$request$valid;
    wire  [100:0] parser$request$request;
    reg  parser$request$ready;
    wire  parser$empty;
    wire  parser$dropped;
    reg  completer$clock;
    reg  completer$reset;
    reg  completer$request$valid;
    reg  [100:0] completer$request$request;
    wire  completer$request$ready;
    wire  completer$memory$valid;
    wire  [27:0] completer$memory$address;
    reg  completer$memory$ready;
    reg  completer$memory$data_valid;
    reg  [127:0] completer$memory$data;
    wire  completer$registers$valid;
    wire  [27:0] completer$registers$address;
    reg  completer$registers$ready;
    reg  completer$registers$data_valid;
    reg  [127:0] completer$registers$data;
    reg  [15:0] completer$taken;
    reg  completer$quiet;
    reg  completer$stored;
    reg  completer$failed;
    reg  completer$lost;
    wire  completer$refused;
    reg  ingress$clock;
    reg  ingress$posted$valid;
    reg  [169:0] ingress$posted$beat;
    wire  ingress$posted$ready;
    reg  ingress$enable0;
    reg  [31:0] ingress$line_base0;
    reg  [31:0] ingress$line_count0;
    reg  [31:0] ingress$payload_base0;
    reg  [31:0] ingress$payload_bytes0;
    reg  ingress$enable1;
    reg  [31:0] ingress$line_base1;
    reg  [31:0] ingress$line_count1;
    reg  [31:0] ingress$payload_base1;
    reg  [31:0] ingress$payload_bytes1;
    wire  ingress$write;
    wire  [12:0] ingress$write_word;
    wire  [63:0] ingress$write_data;
    wire  ingress$write_low;
    wire  ingress$write_high;
    wire  ingress$out_valid;
    wire  [23:0] ingress$out_unit;
    wire  [127:0] ingress$out_data;
    wire  [15:0] ingress$out_enable;
    wire  ingress$out_whole;
    wire  ingress$out_last;
    wire  ingress$out_queue;
    wire  [1:0] ingress$out_owned;
    wire  [21:0] ingress$out_ring_slot;
    wire  [31:0] ingress$out_ticket;
    reg  ingress$out_ready;
    reg  ingress$store_empty;
    wire  [15:0] ingress$taken;
    wire  ingress$quiet;
    wire  ingress$dropped;
    reg  store$clock;
    reg  store$valid;
    reg  [23:0] store$unit;
    reg  [127:0] store$data;
    reg  [15:0] store$enable;
    reg  store$whole;
    reg  store$last;
    reg  store$queue;
    reg  [1:0] store$owned;
    reg  [21:0] store$ring_slot;
    reg  [31:0] store$ticket;
    wire  store$ready;
    reg  [63:0] store$stamp;
    wire  store$stamped;
    wire  store$line_queue;
    wire  [21:0] store$line_ring_slot;
    wire  [31:0] store$line_ticket;
    reg  store$line_good;
    reg  [47:0] store$line_mark;
    wire  store$publish;
    wire  store$reject;
    wire  store$line_beat;
    wire  [1:0] store$line_number;
    wire  store$memory$valid;
    wire  [27:0] store$memory$address;
    wire  [127:0] store$memory$data;
    wire  [15:0] store$memory$enable;
    reg  store$memory$ready;
    wire  store$stage$valid;
    wire  [127:0] store$stage$data;
    wire  [15:0] store$stage$enable;
    wire  store$stage$first;
    wire  store$stage$last;
    wire  [27:0] store$stage$address;
    wire  [6:0] store$stage$length;
    wire  store$stage$publish;
    wire  [5:0] store$stage$queue;
    wire  [47:0] store$stage$mark;
    reg  store$stage$ready;
    reg  store$hold;
    wire  store$held;
    wire  store$empty;
    wire  store$stored;
    wire  store$failed;
    reg  line_crc$clock;
    reg  line_crc$valid;
    reg  [1:0] line_crc$number;
    reg  [127:0] line_crc$data;
    wire  line_crc$wrong;
    reg  queue0$clock;
    reg  queue0$write;
    reg  [12:0] queue0$write_word;
    reg  [63:0] queue0$write_data;
    reg  queue0$write_low;
    reg  queue0$write_high;
    reg  [12:0] queue0$read_word;
    wire  [63:0] queue0$read_data;
    reg  [21:0] queue0$ring_slot;
    reg  [31:0] queue0$ticket;
    wire  queue0$good;
    wire  [47:0] queue0$mark;
    reg  queue0$publish;
    reg  queue0$reject;
    reg  queue0$crc_error;
    reg  queue0$mirrored_valid;
    reg  [47:0] queue0$mirrored_mark;
    wire  queue0$mirror$enable;
    wire  queue0$mirror$changed;
    wire  queue0$mirror$settled;
    wire  [31:0] queue0$mirror$line_base;
    wire  [31:0] queue0$mirror$line_count;
    wire  [31:0] queue0$mirror$payload_base;
    wire  [31:0] queue0$mirror$payload_bytes;
    wire  [63:0] queue0$mirror$position;
    reg  queue0$armed;
    reg  queue0$bus_reset;
    reg  queue0$load;
    reg  [383:0] queue0$load_record;
    wire  [383:0] queue0$save_record;
    wire  queue0$enable;
    wire  [31:0] queue0$line_base;
    wire  [31:0] queue0$line_count;
    wire  [31:0] queue0$payload_ring_base;
    wire  [31:0] queue0$payload_ring_bytes;
    wire  [31:0] queue0$epoch;
    wire  [63:0] queue0$watermark_address;
    wire  queue0$watermark_fresh;
    wire  [47:0] queue0$local;
    wire  [47:0] queue0$mirrored;
    wire  queue0$hole;
    wire  [47:0] queue0$first_missing;
    reg  queue1$clock;
    reg  queue1$write;
    reg  [12:0] queue1$write_word;
    reg  [63:0] queue1$write_data;
    reg  queue1$write_low;
    reg  queue1$write_high;
    reg  [12:0] queue1$read_word;
    wire  [63:0] queue1$read_data;
    reg  [21:0] queue1$ring_slot;
    reg  [31:0] queue1$ticket;
    wire  queue1$good;
    wire  [47:0] queue1$mark;
    reg  queue1$publish;
    reg  queue1$reject;
    reg  queue1$crc_error;
    reg  queue1$mirrored_valid;
    reg  [47:0] queue1$mirrored_mark;
    wire  queue1$mirror$enable;
    wire  queue1$mirror$changed;
    wire  queue1$mirror$settled;
    wire  [31:0] queue1$mirror$line_base;
    wire  [31:0] queue1$mirror$line_count;
    wire  [31:0] queue1$mirror$payload_base;
    wire  [31:0] queue1$mirror$payload_bytes;
    wire  [63:0] queue1$mirror$position;
    reg  queue1$armed;
    reg  queue1$bus_reset;
    reg  queue1$load;
    reg  [383:0] queue1$load_record;
    wire  [383:0] queue1$save_record;
    wire  queue1$enable;
    wire  [31:0] queue1$line_base;
    wire  [31:0] queue1$line_count;
    wire  [31:0] queue1$payload_ring_base;
    wire  [31:0] queue1$payload_ring_bytes;
    wire  [31:0] queue1$epoch;
    wire  [63:0] queue1$watermark_address;
    wire  queue1$watermark_fresh;
    wire  [47:0] queue1$local;
    wire  [47:0] queue1$mirrored;
    wire  queue1$hole;
    wire  [47:0] queue1$first_missing;
    reg  registers$clock;
    reg  registers$write;
    reg  [12:0] registers$write_word;
    reg  [63:0] registers$write_data;
    reg  registers$write_low;
    reg  registers$write_high;
    reg  registers$read$valid;
    reg  [27:0] registers$read$address;
    wire  registers$read$ready;
    wire  registers$read$data_valid;
    wire  [127:0] registers$read$data;
    wire  [12:0] registers$read_word;
    reg  [63:0] registers$queue0_data;
    reg  [63:0] registers$queue1_data;
    wire  [11:0] registers$read_unit;
    reg  [127:0] registers$mail_beat;
    reg  [63:0] registers$blocks_data;
    reg  [31:0] registers$board;
    reg  [63:0] registers$build_hash;
    reg  [63:0] registers$card_id;
    reg  [31:0] registers$state;
    reg  [15:0] registers$generation;
    reg  [47:0] registers$hw_sequence;
    reg  [1:0] registers$link_state;
    reg  [7:0] registers$session;
    reg  [63:0] registers$peer_card_id;
    reg  [63:0] registers$peer_nonce;
    reg  [63:0] registers$frames_sent;
    reg  [63:0] registers$frames_received;
    reg  [31:0] registers$crc_errors;
    reg  [31:0] registers$naks_sent;
    reg  [31:0] registers$naks_received;
    reg  [31:0] registers$replays;
    reg  [31:0] registers$trainings;
    reg  [1:0] registers$mirror_state;
    reg  [1:0] registers$fenced;
    reg  [31:0] registers$cursor;
    reg  [1:0] registers$image_state;
    reg  [3:0] registers$queue_states;
    reg  [1:0] registers$fence_done;
    reg  [15:0] registers$peer_flags;
    reg  [63:0] registers$sealed0;
    reg  [63:0] registers$sealed1;
    reg  [63:0] registers$image_card_id;
    reg  [63:0] registers$image_nonce;
    reg  [63:0] registers$peer_beat;
    reg  [63:0] registers$peer_beat_age;
    reg  [63:0] registers$peer_card_age;
    wire  registers$arm_wanted;
    wire  [63:0] registers$boot_nonce;
    wire  [63:0] registers$own_beat;
    wire  [47:0] registers$tick;
    wire  [31:0] registers$range0_start;
    wire  [31:0] registers$range0_end;
    wire  [31:0] registers$range1_start;
    wire  [31:0] registers$range1_end;
    wire  [31:0] registers$range2_start;
    wire  [31:0] registers$range2_end;
    wire  [31:0] registers$range3_start;
    wire  [31:0] registers$range3_end;
    wire  [31:0] registers$range4_start;
    wire  [31:0] registers$range4_end;
    wire  [31:0] registers$fence_epoch0;
    wire  [31:0] registers$fence_epoch1;
    wire  registers$start_resync;
    wire  registers$accept;
    wire  registers$drop_mirror;
    wire  [1:0] registers$fence;
    wire  [1:0] registers$lift;
    wire  registers$loopback;
    reg  registers$coded;
    reg  [1:0] registers$coding;
    reg  [31:0] registers$header_errors;
    reg  [31:0] registers$locks_lost;
    reg  registers$count_refused;
    reg  registers$count_malformed;
    reg  registers$count_dropped;
    reg  registers$load;
    reg  [31:0] registers$load_fence_epoch0;
    reg  [31:0] registers$load_fence_epoch1;
    reg  watermarks$clock;
    reg  watermarks$reset;
    reg  watermarks$stop;
    reg  [47:0] watermarks$local0;
    reg  [47:0] watermarks$mirrored0;
    reg  [7:0] watermarks$state0;
    reg  [31:0] watermarks$epoch0;
    reg  [63:0] watermarks$address0;
    reg  watermarks$fresh0;
    reg  [47:0] watermarks$local1;
    reg  [47:0] watermarks$mirrored1;
    reg  [7:0] watermarks$state1;
    reg  [31:0] watermarks$epoch1;
    reg  [63:0] watermarks$address1;
    reg  watermarks$fresh1;
    reg  [31:0] watermarks$events;
    reg  [15:0] watermarks$generation;
    reg  [63:0] watermarks$peer_beat;
    reg  [63:0] watermarks$beat_age;
    reg  memory$clock;
    reg  memory$ingress$valid;
    reg  [27:0] memory$ingress$address;
    reg  [127:0] memory$ingress$data;
    reg  [15:0] memory$ingress$enable;
    wire  memory$ingress$ready;
    reg  memory$remote$valid;
    reg  [27:0] memory$remote$address;
    reg  [127:0] memory$remote$data;
    reg  [15:0] memory$remote$enable;
    wire  memory$remote$ready;
    reg  memory$header$valid;
    reg  [27:0] memory$header$address;
    reg  [127:0] memory$header$data;
    reg  [15:0] memory$header$enable;
    wire  memory$header$ready;
    reg  memory$host$valid;
    reg  [27:0] memory$host$address;
    wire  memory$host$ready;
    wire  memory$host$data_valid;
    wire  [127:0] memory$host$data;
    reg  memory$resync$valid;
    reg  [27:0] memory$resync$address;
    wire  memory$resync$ready;
    wire  memory$resync$data_valid;
    wire  [127:0] memory$resync$data;
    reg  memory$header_read$valid;
    reg  [27:0] memory$header_read$address;
    wire  memory$header_read$ready;
    wire  memory$header_read$data_valid;
    wire  [127:0] memory$header_read$data;
    reg  memory$upkeep$valid;
    reg  [27:0] memory$upkeep$address;
    reg  [127:0] memory$upkeep$data;
    reg  [15:0] memory$upkeep$enable;
    wire  memory$upkeep$ready;
    reg  [1:0] memory$upkeep_inject;
    reg  memory$upkeep_read$valid;
    reg  [27:0] memory$upkeep_read$address;
    wire  memory$upkeep_read$ready;
    wire  memory$upkeep_read$data_valid;
    wire  [127:0] memory$upkeep_read$data;
    reg  [1:0] memory$error;
    wire  [1:0] memory$inject;
    wire  memory$host_lost;
    wire  memory$resync_lost;
    wire  memory$header_lost;
    wire  memory$corrected;
    wire  memory$uncorrected;
    wire  [27:0] memory$error_unit;
    reg  mirror$clock;
    reg  mirror$reset;
    wire  [127:0] mirror$tx_data;
    wire  mirror$tx_control;
    wire  mirror$tx_valid;
    reg  mirror$tx_ready;
    reg  [127:0] mirror$rx_data;
    reg  mirror$rx_control;
    reg  mirror$rx_valid;
    reg  mirror$link_up;
    reg  mirror$stage$valid;
    reg  [127:0] mirror$stage$data;
    reg  [15:0] mirror$stage$enable;
    reg  mirror$stage$first;
    reg  mirror$stage$last;
    reg  [27:0] mirror$stage$address;
    reg  [6:0] mirror$stage$length;
    reg  mirror$stage$publish;
    reg  [5:0] mirror$stage$queue;
    reg  [47:0] mirror$stage$mark;
    wire  mirror$stage$ready;
    wire  mirror$mirrored_valid;
    wire  [5:0] mirror$mirrored_queue;
    wire  [47:0] mirror$mirrored_mark;
    reg  mirror$queue0$enable;
    reg  mirror$queue0$changed;
    reg  mirror$queue0$settled;
    reg  [31:0] mirror$queue0$line_base;
    reg  [31:0] mirror$queue0$line_count;
    reg  [31:0] mirror$queue0$payload_base;
    reg  [31:0] mirror$queue0$payload_bytes;
    reg  [63:0] mirror$queue0$position;
    reg  mirror$queue1$enable;
    reg  mirror$queue1$changed;
    reg  mirror$queue1$settled;
    reg  [31:0] mirror$queue1$line_base;
    reg  [31:0] mirror$queue1$line_count;
    reg  [31:0] mirror$queue1$payload_base;
    reg  [31:0] mirror$queue1$payload_bytes;
    reg  [63:0] mirror$queue1$position;
    wire  mirror$write$valid;
    wire  [27:0] mirror$write$address;
    wire  [127:0] mirror$write$data;
    wire  [15:0] mirror$write$enable;
    reg  mirror$write$ready;
    wire  mirror$published_valid;
    wire  [5:0] mirror$published_queue;
    wire  [31:0] mirror$published_slot;
    wire  mirror$read$valid;
    wire  [27:0] mirror$read$address;
    reg  mirror$read$ready;
    reg  mirror$read$data_valid;
    reg  [127:0] mirror$read$data;
    wire  mirror$hold;
    reg  mirror$held;
    reg  [63:0] mirror$card_id;
    reg  [63:0] mirror$nonce;
    reg  mirror$armed;
    reg  [63:0] mirror$host_beat;
    reg  [47:0] mirror$ticks;
    reg  mirror$start_resync;
    reg  mirror$accept;
    reg  mirror$drop_mirror;
    reg  [1:0] mirror$fence;
    reg  [1:0] mirror$lift;
    reg  [31:0] mirror$range0_start;
    reg  [31:0] mirror$range0_end;
    reg  [31:0] mirror$range1_start;
    reg  [31:0] mirror$range1_end;
    reg  [31:0] mirror$range2_start;
    reg  [31:0] mirror$range2_end;
    reg  [31:0] mirror$range3_start;
    reg  [31:0] mirror$range3_end;
    reg  [31:0] mirror$range4_start;
    reg  [31:0] mirror$range4_end;
    wire  [1:0] mirror$link_state;
    wire  [7:0] mirror$session;
    wire  [63:0] mirror$peer_card_id;
    wire  [63:0] mirror$peer_nonce;
    wire  [63:0] mirror$frames_sent;
    wire  [63:0] mirror$frames_received;
    wire  [31:0] mirror$crc_errors;
    wire  [31:0] mirror$naks_sent;
    wire  [31:0] mirror$naks_received;
    wire  [31:0] mirror$replays;
    wire  [31:0] mirror$trainings;
    wire  [1:0] mirror$mirror_state;
    wire  [1:0] mirror$fenced;
    wire  [31:0] mirror$cursor;
    wire  [1:0] mirror$image_state;
    wire  [3:0] mirror$queue_states;
    wire  [1:0] mirror$fence_mask;
    wire  [1:0] mirror$fence_done;
    wire  [63:0] mirror$sealed0;
    wire  [63:0] mirror$sealed1;
    wire  [63:0] mirror$image_card_id;
    wire  [63:0] mirror$image_nonce;
    wire  [15:0] mirror$peer_flags;
    wire  [63:0] mirror$peer_beat;
    wire  [63:0] mirror$peer_beat_age;
    wire  [63:0] mirror$peer_card_age;
    reg  mirror$mail_write;
    reg  [12:0] mirror$mail_write_word;
    reg  [63:0] mirror$mail_write_data;
    reg  mirror$mail_write_low;
    reg  mirror$mail_write_high;
    reg  [12:0] mirror$mail_read_word;
    wire  [63:0] mirror$mail_read_data;
    reg  [11:0] mirror$mail_read_unit;
    wire  [127:0] mirror$mail_beat;
    reg  mirror$load;
    reg  [3:0] mirror$load_queue_states;
    reg  [1:0] mirror$load_fence_mask;
    reg  [63:0] mirror$load_sealed0;
    reg  [63:0] mirror$load_sealed1;
    reg  [63:0] mirror$load_image_card_id;
    reg  [63:0] mirror$load_image_nonce;
    wire  mirror$persist;
    reg  mirror$persisted;
    reg  mirror$power_fail;
    wire  mirror$drained;
    reg  nv_header$clock;
    wire  nv_header$read$valid;
    wire  [27:0] nv_header$read$address;
    reg  nv_header$read$ready;
    reg  nv_header$read$data_valid;
    reg  [127:0] nv_header$read$data;
    wire  nv_header$write$valid;
    wire  [27:0] nv_header$write$address;
    wire  [127:0] nv_header$write$data;
    wire  [15:0] nv_header$write$enable;
    reg  nv_header$write$ready;
    reg  nv_header$failing;
    reg  nv_header$drained;
    reg  nv_header$persist;
    wire  nv_header$persisted;
    wire  nv_header$ready;
    wire  nv_header$valid;
    wire  nv_header$dirty;
    wire  nv_header$save;
    reg  nv_header$swept;
    reg  nv_header$sweep_clean;
    reg  nv_header$rail_held;
    reg  nv_header$lost;
    reg  nv_header$forget;
    reg  nv_header$erasing;
    wire  [15:0] nv_header$generation;
    wire  [63:0] nv_header$stamp;
    reg  nv_header$stamped;
    wire  [47:0] nv_header$sequence;
    reg  [31:0] nv_header$tick;
    wire  [31:0] nv_header$drain_ticks;
    wire  [2:0] nv_header$validity;
    reg  [383:0] nv_header$queue0;
    reg  [383:0] nv_header$queue1;
    reg  [3:0] nv_header$queue_states;
    reg  [1:0] nv_header$fence_mask;
    reg  [31:0] nv_header$fence_epoch0;
    reg  [31:0] nv_header$fence_epoch1;
    reg  [63:0] nv_header$sealed0;
    reg  [63:0] nv_header$sealed1;
    reg  [63:0] nv_header$image_card_id;
    reg  [63:0] nv_header$image_nonce;
    wire  nv_header$load;
    wire  [383:0] nv_header$load_queue0;
    wire  [383:0] nv_header$load_queue1;
    wire  [3:0] nv_header$load_queue_states;
    wire  [1:0] nv_header$load_fence_mask;
    wire  [31:0] nv_header$load_fence_epoch0;
    wire  [31:0] nv_header$load_fence_epoch1;
    wire  [63:0] nv_header$load_sealed0;
    wire  [63:0] nv_header$load_sealed1;
    wire  [63:0] nv_header$load_image_card_id;
    wire  [63:0] nv_header$load_image_nonce;
    reg  power$clock;
    reg  power$write;
    reg  [12:0] power$write_word;
    reg  [63:0] power$write_data;
    reg  power$write_low;
    reg  [12:0] power$read_word;
    wire  [63:0] power$read_data;
    reg  power$battery_good;
    reg  [15:0] power$millivolts;
    reg  [31:0] power$temperature;
    reg  [15:0] power$charge;
    wire  power$load;
    wire  power$good;
    wire  power$tested;
    wire  [63:0] power$result;
    reg  [2:0] power$validity;
    reg  [15:0] power$generation;
    reg  [31:0] power$drain_ticks;
    reg  upkeep$clock;
    reg  upkeep$write;
    reg  [12:0] upkeep$write_word;
    reg  [63:0] upkeep$write_data;
    reg  upkeep$write_low;
    reg  upkeep$write_high;
    reg  [12:0] upkeep$read_word;
    wire  [63:0] upkeep$read_data;
    reg  upkeep$restored;
    wire  upkeep$swept;
    wire  upkeep$sweep_clean;
    reg  upkeep$failing;
    reg  upkeep$ready;
    reg  upkeep$armed;
    reg  upkeep$booted;
    reg  [63:0] upkeep$card_id;
    wire  upkeep$memory_write$valid;
    wire  [27:0] upkeep$memory_write$address;
    wire  [127:0] upkeep$memory_write$data;
    wire  [15:0] upkeep$memory_write$enable;
    reg  upkeep$memory_write$ready;
    wire  [1:0] upkeep$inject;
    wire  upkeep$memory_read$valid;
    wire  [27:0] upkeep$memory_read$address;
    reg  upkeep$memory_read$ready;
    reg  upkeep$memory_read$data_valid;
    reg  [127:0] upkeep$memory_read$data;
    reg  [1:0] upkeep$read_error;
    reg  upkeep$other_write;
    reg  [27:0] upkeep$other_unit;
    reg  upkeep$corrected;
    reg  upkeep$uncorrected;
    reg  [27:0] upkeep$error_unit;
    wire  upkeep$forget;
    wire  upkeep$erasing;
    wire  upkeep$erase_over;
    wire  [31:0] upkeep$erase_outcome;
    reg  counters$clock;
    reg  counters$write;
    reg  [12:0] counters$write_word;
    reg  counters$write_low;
    reg  [12:0] counters$read_word;
    wire  [63:0] counters$read_data;
    reg  [47:0] counters$tick;
    reg  [63:0] counters$frames_sent;
    reg  [63:0] counters$frames_received;
    reg  counters$posted_tlp;
    reg  counters$read_tlp;
    reg  counters$completion_tlp;
    reg  counters$host_tlp;
    reg  counters$line;
    reg  counters$stored;
    reg  [15:0] counters$stored_enable;
    reg  counters$remote;
    reg  [15:0] counters$remote_enable;
    reg  counters$read;
    reg  counters$stall_host;
    reg  counters$stall_memory;
    reg  counters$stall_mirror;
    reg  counters$stall_line;
    reg  event_ring$clock;
    reg  event_ring$write;
    reg  [12:0] event_ring$write_word;
    reg  [63:0] event_ring$write_data;
    reg  event_ring$write_low;
    reg  [12:0] event_ring$read_word;
    wire  [63:0] event_ring$read_data;
    reg  [47:0] event_ring$tick;
    reg  event_ring$ready;
    reg  [15:0] event_ring$generation;
    reg  [31:0] event_ring$state;
    reg  event_ring$link_is_up;
    reg  [63:0] event_ring$peer_card_id;
    reg  event_ring$mirror_is_lost;
    reg  event_ring$drop_ordered;
    reg  event_ring$resync_unreadable;
    reg  [1:0] event_ring$fenced;
    reg  event_ring$hole0;
    reg  event_ring$hole1;
    reg  [47:0] event_ring$local0;
    reg  [47:0] event_ring$local1;
    reg  event_ring$rejected;
    reg  event_ring$crc_wrong;
    reg  event_ring$line_queue;
    reg  [31:0] event_ring$line_ticket;
    reg  event_ring$corrected;
    reg  event_ring$uncorrected;
    reg  [31:0] event_ring$error_at;
    reg  event_ring$failed;
    reg  event_ring$battery;
    reg  event_ring$tested;
    reg  [63:0] event_ring$test_result;
    reg  event_ring$erase_over;
    reg  [31:0] event_ring$erase_state;
    reg  [1:0] event_ring$coding;
    reg  started$d;
    wire  started$q;
    reg  started$clock;
    reg  failing$d;
    wire  failing$q;
    reg  failing$clock;
    reg  [31:0] events$d;
    wire  [31:0] events$q;
    reg  events$clock;
    reg  [15:0] was_taken$d;
    wire  [15:0] was_taken$q;
    reg  was_taken$clock;
    reg  was_looped$d;
    wire  was_looped$q;
    reg  was_looped$clock;
    
    // Local signals
    reg  loops_beats;
    reg  armed;
    reg  [31:0] flags;
    reg  [7:0] common;
    reg  error_event;
    
    // Sub module instances
    card$parser parser(
        .clock(parser$clock),
        .reset(parser$reset),
        .stop(parser$stop),
        .cq$data(cq$data),
        .cq$user(cq$user),
        .cq$keep(cq$keep),
        .cq$last(cq$last),
        .cq$valid(cq$valid),
        .cq$ready(cq$ready),
        .np_req(parser$np_req),
        .posted$valid(parser$posted$valid),
        .posted$beat(parser$posted$beat),
        .posted$ready(parser$posted$ready),
        .request$valid(parser$request$valid),
        .request$request(parser$request$request),
        .request$ready(parser$request$ready),
        .empty(parser$empty),
        .dropped(parser$dropped)
    );
    card$completer completer(
        .clock(completer$clock),
        .reset(completer$reset),
        .request$valid(completer$request$valid),
        .request$request(completer$request$request),
        .request$ready(completer$request$ready),
        .cc$data(cc$data),
        .cc$user(cc$user),
        .cc$keep(cc$keep),
        .cc$last(cc$last),
        .cc$valid(cc$valid),
        .cc$ready(cc$ready),
        .memory$valid(completer$memory$valid),
        .memory$address(completer$memory$address),
        .memory$ready(completer$memory$ready),
        .memory$data_valid(completer$memory$data_valid),
        .memory$data(completer$memory$data),
        .registers$valid(completer$registers$valid),
        .registers$address(completer$registers$address),
        .registers$ready(completer$registers$ready),
        .registers$data_valid(completer$registers$data_valid),
        .registers$data(completer$registers$data),
        .taken(completer$taken),
        .quiet(completer$quiet),
        .stored(completer$stored),
        .failed(completer$failed),
        .lost(completer$lost),
        .refused(completer$refused)
    );
    card$ingress ingress(
        .clock(ingress$clock),
        .posted$valid(ingress$posted$valid),
        .posted$beat(ingress$posted$beat),
        .posted$ready(ingress$posted$ready),
        .enable0(ingress$enable0),
        .line_base0(ingress$line_base0),
        .line_count0(ingress$line_count0),
        .payload_base0(ingress$payload_base0),
        .payload_bytes0(ingress$payload_bytes0),
        .enable1(ingress$enable1),
        .line_base1(ingress$line_base1),
        .line_count1(ingress$line_count1),
        .payload_base1(ingress$payload_base1),
        .payload_bytes1(ingress$payload_bytes1),
        .write(ingress$write),
        .write_word(ingress$write_word),
        .write_data(ingress$write_data),
        .write_low(ingress$write_low),
        .write_high(ingress$write_high),
        .out_valid(ingress$out_valid),
        .out_unit(ingress$out_unit),
        .out_data(ingress$out_data),
        .out_enable(ingress$out_enable),
        .out_whole(ingress$out_whole),
        .out_last(ingress$out_last),
        .out_queue(ingress$out_queue),
        .out_owned(ingress$out_owned),
        .out_ring_slot(ingress$out_ring_slot),
        .out_ticket(ingress$out_ticket),
        .out_ready(ingress$out_ready),
        .store_empty(ingress$store_empty),
        .taken(ingress$taken),
        .quiet(ingress$quiet),
        .dropped(ingress$dropped)
    );
    card$store store(
        .clock(store$clock),
        .valid(store$valid),
        .unit(store$unit),
        .data(store$data),
        .enable(store$enable),
        .whole(store$whole),
        .last(store$last),
        .queue(store$queue),
        .owned(store$owned),
        .ring_slot(store$ring_slot),
        .ticket(store$ticket),
        .ready(store$ready),
        .stamp(store$stamp),
        .stamped(store$stamped),
        .line_queue(store$line_queue),
        .line_ring_slot(store$line_ring_slot),
        .line_ticket(store$line_ticket),
        .line_good(store$line_good),
        .line_mark(store$line_mark),
        .publish(store$publish),
        .reject(store$reject),
        .line_beat(store$line_beat),
        .line_number(store$line_number),
        .memory$valid(store$memory$valid),
        .memory$address(store$memory$address),
        .memory$data(store$memory$data),
        .memory$enable(store$memory$enable),
        .memory$ready(store$memory$ready),
        .stage$valid(store$stage$valid),
        .stage$data(store$stage$data),
        .stage$enable(store$stage$enable),
        .stage$first(store$stage$first),
        .stage$last(store$stage$last),
        .stage$address(store$stage$address),
        .stage$length(store$stage$length),
        .stage$publish(store$stage$publish),
        .stage$queue(store$stage$queue),
        .stage$mark(store$stage$mark),
        .stage$ready(store$stage$ready),
        .hold(store$hold),
        .held(store$held),
        .empty(store$empty),
        .stored(store$stored),
        .failed(store$failed)
    );
    card$line_crc line_crc(
        .clock(line_crc$clock),
        .valid(line_crc$valid),
        .number(line_crc$number),
        .data(line_crc$data),
        .wrong(line_crc$wrong)
    );
    card$queue0 queue0(
        .clock(queue0$clock),
        .write(queue0$write),
        .write_word(queue0$write_word),
        .write_data(queue0$write_data),
        .write_low(queue0$write_low),
        .write_high(queue0$write_high),
        .read_word(queue0$read_word),
        .read_data(queue0$read_data),
        .ring_slot(queue0$ring_slot),
        .ticket(queue0$ticket),
        .good(queue0$good),
        .mark(queue0$mark),
        .publish(queue0$publish),
        .reject(queue0$reject),
        .crc_error(queue0$crc_error),
        .mirrored_valid(queue0$mirrored_valid),
        .mirrored_mark(queue0$mirrored_mark),
        .mirror$enable(queue0$mirror$enable),
        .mirror$changed(queue0$mirror$changed),
        .mirror$settled(queue0$mirror$settled),
        .mirror$line_base(queue0$mirror$line_base),
        .mirror$line_count(queue0$mirror$line_count),
        .mirror$payload_base(queue0$mirror$payload_base),
        .mirror$payload_bytes(queue0$mirror$payload_bytes),
        .mirror$position(queue0$mirror$position),
        .armed(queue0$armed),
        .bus_reset(queue0$bus_reset),
        .load(queue0$load),
        .load_record(queue0$load_record),
        .save_record(queue0$save_record),
        .enable(queue0$enable),
        .line_base(queue0$line_base),
        .line_count(queue0$line_count),
        .payload_ring_base(queue0$payload_ring_base),
        .payload_ring_bytes(queue0$payload_ring_bytes),
        .epoch(queue0$epoch),
        .watermark_address(queue0$watermark_address),
        .watermark_fresh(queue0$watermark_fresh),
        .local(queue0$local),
        .mirrored(queue0$mirrored),
        .hole(queue0$hole),
        .first_missing(queue0$first_missing)
    );
    card$queue1 queue1(
        .clock(queue1$clock),
        .write(queue1$write),
        .write_word(queue1$write_word),
        .write_data(queue1$write_data),
        .write_low(queue1$write_low),
        .write_high(queue1$write_high),
        .read_word(queue1$read_word),
        .read_data(queue1$read_data),
        .ring_slot(queue1$ring_slot),
        .ticket(queue1$ticket),
        .good(queue1$good),
        .mark(queue1$mark),
        .publish(queue1$publish),
        .reject(queue1$reject),
        .crc_error(queue1$crc_error),
        .mirrored_valid(queue1$mirrored_valid),
        .mirrored_mark(queue1$mirrored_mark),
        .mirror$enable(queue1$mirror$enable),
        .mirror$changed(queue1$mirror$changed),
        .mirror$settled(queue1$mirror$settled),
        .mirror$line_base(queue1$mirror$line_base),
        .mirror$line_count(queue1$mirror$line_count),
        .mirror$payload_base(queue1$mirror$payload_base),
        .mirror$payload_bytes(queue1$mirror$payload_bytes),
        .mirror$position(queue1$mirror$position),
        .armed(queue1$armed),
        .bus_reset(queue1$bus_reset),
        .load(queue1$load),
        .load_record(queue1$load_record),
        .save_record(queue1$save_record),
        .enable(queue1$enable),
        .line_base(queue1$line_base),
        .line_count(queue1$line_count),
        .payload_ring_base(queue1$payload_ring_base),
        .payload_ring_bytes(queue1$payload_ring_bytes),
        .epoch(queue1$epoch),
        .watermark_address(queue1$watermark_address),
        .watermark_fresh(queue1$watermark_fresh),
        .local(queue1$local),
        .mirrored(queue1$mirrored),
        .hole(queue1$hole),
        .first_missing(queue1$first_missing)
    );
    card$registers registers(
        .clock(registers$clock),
        .write(registers$write),
        .write_word(registers$write_word),
        .write_data(registers$write_data),
        .write_low(registers$write_low),
        .write_high(registers$write_high),
        .read$valid(registers$read$valid),
        .read$address(registers$read$address),
        .read$ready(registers$read$ready),
        .read$data_valid(registers$read$data_valid),
        .read$data(registers$read$data),
        .read_word(registers$read_word),
        .queue0_data(registers$queue0_data),
        .queue1_data(registers$queue1_data),
        .read_unit(registers$read_unit),
        .mail_beat(registers$mail_beat),
        .blocks_data(registers$blocks_data),
        .board(registers$board),
        .build_hash(registers$build_hash),
        .card_id(registers$card_id),
        .state(registers$state),
        .generation(registers$generation),
        .hw_sequence(registers$hw_sequence),
        .link_state(registers$link_state),
        .session(registers$session),
        .peer_card_id(registers$peer_card_id),
        .peer_nonce(registers$peer_nonce),
        .frames_sent(registers$frames_sent),
        .frames_received(registers$frames_received),
        .crc_errors(registers$crc_errors),
        .naks_sent(registers$naks_sent),
        .naks_received(registers$naks_received),
        .replays(registers$replays),
        .trainings(registers$trainings),
        .mirror_state(registers$mirror_state),
        .fenced(registers$fenced),
        .cursor(registers$cursor),
        .image_state(registers$image_state),
        .queue_states(registers$queue_states),
        .fence_done(registers$fence_done),
        .peer_flags(registers$peer_flags),
        .sealed0(registers$sealed0),
        .sealed1(registers$sealed1),
        .image_card_id(registers$image_card_id),
        .image_nonce(registers$image_nonce),
        .peer_beat(registers$peer_beat),
        .peer_beat_age(registers$peer_beat_age),
        .peer_card_age(registers$peer_card_age),
        .arm_wanted(registers$arm_wanted),
        .boot_nonce(registers$boot_nonce),
        .own_beat(registers$own_beat),
        .tick(registers$tick),
        .range0_start(registers$range0_start),
        .range0_end(registers$range0_end),
        .range1_start(registers$range1_start),
        .range1_end(registers$range1_end),
        .range2_start(registers$range2_start),
        .range2_end(registers$range2_end),
        .range3_start(registers$range3_start),
        .range3_end(registers$range3_end),
        .range4_start(registers$range4_start),
        .range4_end(registers$range4_end),
        .fence_epoch0(registers$fence_epoch0),
        .fence_epoch1(registers$fence_epoch1),
        .start_resync(registers$start_resync),
        .accept(registers$accept),
        .drop_mirror(registers$drop_mirror),
        .fence(registers$fence),
        .lift(registers$lift),
        .loopback(registers$loopback),
        .coded(registers$coded),
        .coding(registers$coding),
        .header_errors(registers$header_errors),
        .locks_lost(registers$locks_lost),
        .count_refused(registers$count_refused),
        .count_malformed(registers$count_malformed),
        .count_dropped(registers$count_dropped),
        .load(registers$load),
        .load_fence_epoch0(registers$load_fence_epoch0),
        .load_fence_epoch1(registers$load_fence_epoch1)
    );
    card$watermarks watermarks(
        .clock(watermarks$clock),
        .reset(watermarks$reset),
        .stop(watermarks$stop),
        .rq$data(rq$data),
        .rq$user(rq$user),
        .rq$keep(rq$keep),
        .rq$last(rq$last),
        .rq$valid(rq$valid),
        .rq$ready(rq$ready),
        .local0(watermarks$local0),
        .mirrored0(watermarks$mirrored0),
        .state0(watermarks$state0),
        .epoch0(watermarks$epoch0),
        .address0(watermarks$address0),
        .fresh0(watermarks$fresh0),
        .local1(watermarks$local1),
        .mirrored1(watermarks$mirrored1),
        .state1(watermarks$state1),
        .epoch1(watermarks$epoch1),
        .address1(watermarks$address1),
        .fresh1(watermarks$fresh1),
        .events(watermarks$events),
        .generation(watermarks$generation),
        .peer_beat(watermarks$peer_beat),
        .beat_age(watermarks$beat_age)
    );
    card$memory memory(
        .clock(memory$clock),
        .ingress$valid(memory$ingress$valid),
        .ingress$address(memory$ingress$address),
        .ingress$data(memory$ingress$data),
        .ingress$enable(memory$ingress$enable),
        .ingress$ready(memory$ingress$ready),
        .remote$valid(memory$remote$valid),
        .remote$address(memory$remote$address),
        .remote$data(memory$remote$data),
        .remote$enable(memory$remote$enable),
        .remote$ready(memory$remote$ready),
        .header$valid(memory$header$valid),
        .header$address(memory$header$address),
        .header$data(memory$header$data),
        .header$enable(memory$header$enable),
        .header$ready(memory$header$ready),
        .host$valid(memory$host$valid),
        .host$address(memory$host$address),
        .host$ready(memory$host$ready),
        .host$data_valid(memory$host$data_valid),
        .host$data(memory$host$data),
        .resync$valid(memory$resync$valid),
        .resync$address(memory$resync$address),
        .resync$ready(memory$resync$ready),
        .resync$data_valid(memory$resync$data_valid),
        .resync$data(memory$resync$data),
        .header_read$valid(memory$header_read$valid),
        .header_read$address(memory$header_read$address),
        .header_read$ready(memory$header_read$ready),
        .header_read$data_valid(memory$header_read$data_valid),
        .header_read$data(memory$header_read$data),
        .upkeep$valid(memory$upkeep$valid),
        .upkeep$address(memory$upkeep$address),
        .upkeep$data(memory$upkeep$data),
        .upkeep$enable(memory$upkeep$enable),
        .upkeep$ready(memory$upkeep$ready),
        .upkeep_inject(memory$upkeep_inject),
        .upkeep_read$valid(memory$upkeep_read$valid),
        .upkeep_read$address(memory$upkeep_read$address),
        .upkeep_read$ready(memory$upkeep_read$ready),
        .upkeep_read$data_valid(memory$upkeep_read$data_valid),
        .upkeep_read$data(memory$upkeep_read$data),
        .error(memory$error),
        .inject(memory$inject),
        .host_lost(memory$host_lost),
        .resync_lost(memory$resync_lost),
        .header_lost(memory$header_lost),
        .corrected(memory$corrected),
        .uncorrected(memory$uncorrected),
        .error_unit(memory$error_unit),
        .write$valid(mem_write$valid),
        .write$address(mem_write$address),
        .write$data(mem_write$data),
        .write$enable(mem_write$enable),
        .write$ready(mem_write$ready),
        .read$valid(mem_read$valid),
        .read$address(mem_read$address),
        .read$ready(mem_read$ready),
        .read$data_valid(mem_read$data_valid),
        .read$data(mem_read$data)
    );
    card$mirror mirror(
        .clock(mirror$clock),
        .reset(mirror$reset),
        .tx_data(mirror$tx_data),
        .tx_control(mirror$tx_control),
        .tx_valid(mirror$tx_valid),
        .tx_ready(mirror$tx_ready),
        .rx_data(mirror$rx_data),
        .rx_control(mirror$rx_control),
        .rx_valid(mirror$rx_valid),
        .link_up(mirror$link_up),
        .stage$valid(mirror$stage$valid),
        .stage$data(mirror$stage$data),
        .stage$enable(mirror$stage$enable),
        .stage$first(mirror$stage$first),
        .stage$last(mirror$stage$last),
        .stage$address(mirror$stage$address),
        .stage$length(mirror$stage$length),
        .stage$publish(mirror$stage$publish),
        .stage$queue(mirror$stage$queue),
        .stage$mark(mirror$stage$mark),
        .stage$ready(mirror$stage$ready),
        .mirrored_valid(mirror$mirrored_valid),
        .mirrored_queue(mirror$mirrored_queue),
        .mirrored_mark(mirror$mirrored_mark),
        .queue0$enable(mirror$queue0$enable),
        .queue0$changed(mirror$queue0$changed),
        .queue0$settled(mirror$queue0$settled),
        .queue0$line_base(mirror$queue0$line_base),
        .queue0$line_count(mirror$queue0$line_count),
        .queue0$payload_base(mirror$queue0$payload_base),
        .queue0$payload_bytes(mirror$queue0$payload_bytes),
        .queue0$position(mirror$queue0$position),
        .queue1$enable(mirror$queue1$enable),
        .queue1$changed(mirror$queue1$changed),
        .queue1$settled(mirror$queue1$settled),
        .queue1$line_base(mirror$queue1$line_base),
        .queue1$line_count(mirror$queue1$line_count),
        .queue1$payload_base(mirror$queue1$payload_base),
        .queue1$payload_bytes(mirror$queue1$payload_bytes),
        .queue1$position(mirror$queue1$position),
        .write$valid(mirror$write$valid),
        .write$address(mirror$write$address),
        .write$data(mirror$write$data),
        .write$enable(mirror$write$enable),
        .write$ready(mirror$write$ready),
        .published_valid(mirror$published_valid),
        .published_queue(mirror$published_queue),
        .published_slot(mirror$published_slot),
        .read$valid(mirror$read$valid),
        .read$address(mirror$read$address),
        .read$ready(mirror$read$ready),
        .read$data_valid(mirror$read$data_valid),
        .read$data(mirror$read$data),
        .hold(mirror$hold),
        .held(mirror$held),
        .card_id(mirror$card_id),
        .nonce(mirror$nonce),
        .armed(mirror$armed),
        .host_beat(mirror$host_beat),
        .ticks(mirror$ticks),
        .start_resync(mirror$start_resync),
        .accept(mirror$accept),
        .drop_mirror(mirror$drop_mirror),
        .fence(mirror$fence),
        .lift(mirror$lift),
        .range0_start(mirror$range0_start),
        .range0_end(mirror$range0_end),
        .range1_start(mirror$range1_start),
        .range1_end(mirror$range1_end),
        .range2_start(mirror$range2_start),
        .range2_end(mirror$range2_end),
        .range3_start(mirror$range3_start),
        .range3_end(mirror$range3_end),
        .range4_start(mirror$range4_start),
        .range4_end(mirror$range4_end),
        .link_state(mirror$link_state),
        .session(mirror$session),
        .peer_card_id(mirror$peer_card_id),
        .peer_nonce(mirror$peer_nonce),
        .frames_sent(mirror$frames_sent),
        .frames_received(mirror$frames_received),
        .crc_errors(mirror$crc_errors),
        .naks_sent(mirror$naks_sent),
        .naks_received(mirror$naks_received),
        .replays(mirror$replays),
        .trainings(mirror$trainings),
        .mirror_state(mirror$mirror_state),
        .fenced(mirror$fenced),
        .cursor(mirror$cursor),
        .image_state(mirror$image_state),
        .queue_states(mirror$queue_states),
        .fence_mask(mirror$fence_mask),
        .fence_done(mirror$fence_done),
        .sealed0(mirror$sealed0),
        .sealed1(mirror$sealed1),
        .image_card_id(mirror$image_card_id),
        .image_nonce(mirror$image_nonce),
        .peer_flags(mirror$peer_flags),
        .peer_beat(mirror$peer_beat),
        .peer_beat_age(mirror$peer_beat_age),
        .peer_card_age(mirror$peer_card_age),
        .mail_write(mirror$mail_write),
        .mail_write_word(mirror$mail_write_word),
        .mail_write_data(mirror$mail_write_data),
        .mail_write_low(mirror$mail_write_low),
        .mail_write_high(mirror$mail_write_high),
        .mail_read_word(mirror$mail_read_word),
        .mail_read_data(mirror$mail_read_data),
        .mail_read_unit(mirror$mail_read_unit),
        .mail_beat(mirror$mail_beat),
        .load(mirror$load),
        .load_queue_states(mirror$load_queue_states),
        .load_fence_mask(mirror$load_fence_mask),
        .load_sealed0(mirror$load_sealed0),
        .load_sealed1(mirror$load_sealed1),
        .load_image_card_id(mirror$load_image_card_id),
        .load_image_nonce(mirror$load_image_nonce),
        .persist(mirror$persist),
        .persisted(mirror$persisted),
        .power_fail(mirror$power_fail),
        .drained(mirror$drained)
    );
    card$nv_header nv_header(
        .clock(nv_header$clock),
        .read$valid(nv_header$read$valid),
        .read$address(nv_header$read$address),
        .read$ready(nv_header$read$ready),
        .read$data_valid(nv_header$read$data_valid),
        .read$data(nv_header$read$data),
        .write$valid(nv_header$write$valid),
        .write$address(nv_header$write$address),
        .write$data(nv_header$write$data),
        .write$enable(nv_header$write$enable),
        .write$ready(nv_header$write$ready),
        .failing(nv_header$failing),
        .drained(nv_header$drained),
        .persist(nv_header$persist),
        .persisted(nv_header$persisted),
        .ready(nv_header$ready),
        .valid(nv_header$valid),
        .dirty(nv_header$dirty),
        .save(nv_header$save),
        .swept(nv_header$swept),
        .sweep_clean(nv_header$sweep_clean),
        .rail_held(nv_header$rail_held),
        .lost(nv_header$lost),
        .forget(nv_header$forget),
        .erasing(nv_header$erasing),
        .generation(nv_header$generation),
        .stamp(nv_header$stamp),
        .stamped(nv_header$stamped),
        .sequence(nv_header$sequence),
        .tick(nv_header$tick),
        .drain_ticks(nv_header$drain_ticks),
        .validity(nv_header$validity),
        .queue0(nv_header$queue0),
        .queue1(nv_header$queue1),
        .queue_states(nv_header$queue_states),
        .fence_mask(nv_header$fence_mask),
        .fence_epoch0(nv_header$fence_epoch0),
        .fence_epoch1(nv_header$fence_epoch1),
        .sealed0(nv_header$sealed0),
        .sealed1(nv_header$sealed1),
        .image_card_id(nv_header$image_card_id),
        .image_nonce(nv_header$image_nonce),
        .load(nv_header$load),
        .load_queue0(nv_header$load_queue0),
        .load_queue1(nv_header$load_queue1),
        .load_queue_states(nv_header$load_queue_states),
        .load_fence_mask(nv_header$load_fence_mask),
        .load_fence_epoch0(nv_header$load_fence_epoch0),
        .load_fence_epoch1(nv_header$load_fence_epoch1),
        .load_sealed0(nv_header$load_sealed0),
        .load_sealed1(nv_header$load_sealed1),
        .load_image_card_id(nv_header$load_image_card_id),
        .load_image_nonce(nv_header$load_image_nonce)
    );
    card$power power(
        .clock(power$clock),
        .write(power$write),
        .write_word(power$write_word),
        .write_data(power$write_data),
        .write_low(power$write_low),
        .read_word(power$read_word),
        .read_data(power$read_data),
        .battery_good(power$battery_good),
        .millivolts(power$millivolts),
        .temperature(power$temperature),
        .charge(power$charge),
        .load(power$load),
        .good(power$good),
        .tested(power$tested),
        .result(power$result),
        .validity(power$validity),
        .generation(power$generation),
        .drain_ticks(power$drain_ticks)
    );
    card$upkeep upkeep(
        .clock(upkeep$clock),
        .write(upkeep$write),
        .write_word(upkeep$write_word),
        .write_data(upkeep$write_data),
        .write_low(upkeep$write_low),
        .write_high(upkeep$write_high),
        .read_word(upkeep$read_word),
        .read_data(upkeep$read_data),
        .restored(upkeep$restored),
        .swept(upkeep$swept),
        .sweep_clean(upkeep$sweep_clean),
        .failing(upkeep$failing),
        .ready(upkeep$ready),
        .armed(upkeep$armed),
        .booted(upkeep$booted),
        .card_id(upkeep$card_id),
        .memory_write$valid(upkeep$memory_write$valid),
        .memory_write$address(upkeep$memory_write$address),
        .memory_write$data(upkeep$memory_write$data),
        .memory_write$enable(upkeep$memory_write$enable),
        .memory_write$ready(upkeep$memory_write$ready),
        .inject(upkeep$inject),
        .memory_read$valid(upkeep$memory_read$valid),
        .memory_read$address(upkeep$memory_read$address),
        .memory_read$ready(upkeep$memory_read$ready),
        .memory_read$data_valid(upkeep$memory_read$data_valid),
        .memory_read$data(upkeep$memory_read$data),
        .read_error(upkeep$read_error),
        .other_write(upkeep$other_write),
        .other_unit(upkeep$other_unit),
        .corrected(upkeep$corrected),
        .uncorrected(upkeep$uncorrected),
        .error_unit(upkeep$error_unit),
        .forget(upkeep$forget),
        .erasing(upkeep$erasing),
        .erase_over(upkeep$erase_over),
        .erase_outcome(upkeep$erase_outcome)
    );
    card$counters counters(
        .clock(counters$clock),
        .write(counters$write),
        .write_word(counters$write_word),
        .write_low(counters$write_low),
        .read_word(counters$read_word),
        .read_data(counters$read_data),
        .tick(counters$tick),
        .frames_sent(counters$frames_sent),
        .frames_received(counters$frames_received),
        .posted_tlp(counters$posted_tlp),
        .read_tlp(counters$read_tlp),
        .completion_tlp(counters$completion_tlp),
        .host_tlp(counters$host_tlp),
        .line(counters$line),
        .stored(counters$stored),
        .stored_enable(counters$stored_enable),
        .remote(counters$remote),
        .remote_enable(counters$remote_enable),
        .read(counters$read),
        .stall_host(counters$stall_host),
        .stall_memory(counters$stall_memory),
        .stall_mirror(counters$stall_mirror),
        .stall_line(counters$stall_line)
    );
    card$event_ring event_ring(
        .clock(event_ring$clock),
        .write(event_ring$write),
        .write_word(event_ring$write_word),
        .write_data(event_ring$write_data),
        .write_low(event_ring$write_low),
        .read_word(event_ring$read_word),
        .read_data(event_ring$read_data),
        .tick(event_ring$tick),
        .ready(event_ring$ready),
        .generation(event_ring$generation),
        .state(event_ring$state),
        .link_is_up(event_ring$link_is_up),
        .peer_card_id(event_ring$peer_card_id),
        .mirror_is_lost(event_ring$mirror_is_lost),
        .drop_ordered(event_ring$drop_ordered),
        .resync_unreadable(event_ring$resync_unreadable),
        .fenced(event_ring$fenced),
        .hole0(event_ring$hole0),
        .hole1(event_ring$hole1),
        .local0(event_ring$local0),
        .local1(event_ring$local1),
        .rejected(event_ring$rejected),
        .crc_wrong(event_ring$crc_wrong),
        .line_queue(event_ring$line_queue),
        .line_ticket(event_ring$line_ticket),
        .corrected(event_ring$corrected),
        .uncorrected(event_ring$uncorrected),
        .error_at(event_ring$error_at),
        .failed(event_ring$failed),
        .battery(event_ring$battery),
        .tested(event_ring$tested),
        .test_result(event_ring$test_result),
        .erase_over(event_ring$erase_over),
        .erase_state(event_ring$erase_state),
        .coding(event_ring$coding)
    );
    card$started started(
        .d(started$d),
        .q(started$q),
        .clock(started$clock)
    );
    card$failing failing(
        .d(failing$d),
        .q(failing$q),
        .clock(failing$clock)
    );
    card$events events(
        .d(events$d),
        .q(events$q),
        .clock(events$clock)
    );
    card$was_taken was_taken(
        .d(was_taken$d),
        .q(was_taken$q),
        .clock(was_taken$clock)
    );
    card$was_looped was_looped(
        .d(was_looped$d),
        .q(was_looped$q),
        .clock(was_looped$clock)
    );
    
    // Update code
    always @(*) begin
        parser$clock = clock;
        completer$clock = clock;
        ingress$clock = clock;
        store$clock = clock;
        line_crc$clock = clock;
        queue0$clock = clock;
        queue1$clock = clock;
        registers$clock = clock;
        watermarks$clock = clock;
        memory$clock = clock;
        mirror$clock = clock;
        nv_header$clock = clock;
        power$clock = clock;
        upkeep$clock = clock;
        counters$clock = clock;
        event_ring$clock = clock;
        started$clock = clock;
        failing$clock = clock;
        events$clock = clock;
        was_taken$clock = clock;
        was_looped$clock = clock;
        started$d = started$q;
        failing$d = failing$q;
        events$d = events$q;
        was_taken$d = was_taken$q;
        was_looped$d = was_looped$q;
        started$d = 1'b1;
        failing$d = failing$q | power_fail;
        cq_np_req = parser$np_req;
        parser$reset = reset;
        parser$stop = ~nv_header$ready | failing$q;
        completer$failed = store$failed;
        completer$reset = reset;
        completer$taken = ingress$taken;
        completer$quiet = ingress$quiet;
        completer$stored = store$stored;
        ingress$enable0 = queue0$enable;
        ingress$line_base0 = queue0$line_base;
        ingress$line_count0 = queue0$line_count;
        ingress$payload_base0 = queue0$payload_ring_base;
        ingress$payload_bytes0 = queue0$payload_ring_bytes;
        ingress$enable1 = queue1$enable;
        ingress$line_base1 = queue1$line_base;
        ingress$line_count1 = queue1$line_count;
        ingress$payload_base1 = queue1$payload_ring_base;
        ingress$payload_bytes1 = queue1$payload_ring_bytes;
        ingress$store_empty = store$empty;
        ingress$out_ready = store$ready;
        store$valid = ingress$out_valid;
        store$unit = ingress$out_unit;
        store$data = ingress$out_data;
        store$enable = ingress$out_enable;
        store$whole = ingress$out_whole;
        store$last = ingress$out_last;
        store$queue = ingress$out_queue;
        store$owned = ingress$out_owned;
        store$ring_slot = ingress$out_ring_slot;
        store$ticket = ingress$out_ticket;
        store$stamp = nv_header$stamp;
        store$hold = mirror$hold & ~failing$q;
        nv_header$stamped = store$stamped;
        line_crc$valid = store$line_beat;
        line_crc$number = store$line_number;
        line_crc$data = store$memory$data;
        queue0$ring_slot = store$line_ring_slot;
        queue0$ticket = store$line_ticket;
        queue0$publish = store$publish & ~store$line_queue;
        queue0$reject = store$reject & ~store$line_queue;
        queue0$crc_error = store$publish & ~store$line_queue & line_crc$wrong;
        queue1$ring_slot = store$line_ring_slot;
        queue1$ticket = store$line_ticket;
        queue1$publish = store$publish & store$line_queue;
        queue1$reject = store$reject & store$line_queue;
        queue1$crc_error = store$publish & store$line_queue & line_crc$wrong;
        store$line_good = queue0$good;
        store$line_mark = queue0$mark;
        if (store$line_queue) begin
            store$line_good = queue1$good;
            store$line_mark = queue1$mark;
        end
        memory$upkeep_inject = upkeep$inject;
        memory$error = mem_read_error;
        mem_write_inject = memory$inject;
        completer$lost = memory$host_lost;
        nv_header$lost = memory$header_lost;
        registers$write = ingress$write;
        registers$write_word = ingress$write_word;
        registers$write_data = ingress$write_data;
        registers$write_low = ingress$write_low;
        registers$write_high = ingress$write_high;
        queue0$write = ingress$write;
        queue0$write_word = ingress$write_word;
        queue0$write_data = ingress$write_data;
        queue0$write_low = ingress$write_low;
        queue0$write_high = ingress$write_high;
        queue0$read_word = registers$read_word;
        registers$queue0_data = queue0$read_data;
        queue1$write = ingress$write;
        queue1$write_word = ingress$write_word;
        queue1$write_data = ingress$write_data;
        queue1$write_low = ingress$write_low;
        queue1$write_high = ingress$write_high;
        queue1$read_word = registers$read_word;
        registers$queue1_data = queue1$read_data;
        registers$board = board;
        registers$build_hash = build_hash;
        registers$card_id = card_id;
        registers$generation = nv_header$generation;
        registers$hw_sequence = nv_header$sequence;
        registers$link_state = mirror$link_state;
        registers$session = mirror$session;
        registers$peer_card_id = mirror$peer_card_id;
        registers$peer_nonce = mirror$peer_nonce;
        registers$frames_sent = mirror$frames_sent;
        registers$frames_received = mirror$frames_received;
        registers$crc_errors = mirror$crc_errors;
        registers$coded = coded;
        registers$coding = coding;
        registers$header_errors = coding_header_errors;
        registers$locks_lost = coding_locks_lost;
        registers$naks_sent = mirror$naks_sent;
        registers$naks_received = mirror$naks_received;
        registers$replays = mirror$replays;
        registers$trainings = mirror$trainings;
        registers$mirror_state = mirror$mirror_state;
        registers$fenced = mirror$fenced;
        registers$cursor = mirror$cursor;
        registers$image_state = mirror$image_state;
        registers$queue_states = mirror$queue_states;
        registers$fence_done = mirror$fence_done;
        registers$peer_flags = mirror$peer_flags;
        registers$sealed0 = mirror$sealed0;
        registers$sealed1 = mirror$sealed1;
        registers$image_card_id = mirror$image_card_id;
        registers$image_nonce = mirror$image_nonce;
        registers$peer_beat = mirror$peer_beat;
        registers$peer_beat_age = mirror$peer_beat_age;
        registers$peer_card_age = mirror$peer_card_age;
        registers$count_refused = completer$refused;
        registers$count_malformed = parser$dropped;
        registers$count_dropped = ingress$dropped;
        power$write = ingress$write;
        power$write_word = ingress$write_word;
        power$write_data = ingress$write_data;
        power$write_low = ingress$write_low;
        power$read_word = registers$read_word;
        upkeep$write = ingress$write;
        upkeep$write_word = ingress$write_word;
        upkeep$write_data = ingress$write_data;
        upkeep$write_low = ingress$write_low;
        upkeep$write_high = ingress$write_high;
        upkeep$read_word = registers$read_word;
        counters$write = ingress$write;
        counters$write_word = ingress$write_word;
        counters$write_low = ingress$write_low;
        counters$read_word = registers$read_word;
        event_ring$write = ingress$write;
        event_ring$write_word = ingress$write_word;
        event_ring$write_data = ingress$write_data;
        event_ring$write_low = ingress$write_low;
        event_ring$read_word = registers$read_word;
        registers$blocks_data = (power$read_data | upkeep$read_data) | ((counters$read_data | event_ring$read_data) | mirror$mail_read_data);
        mirror$mail_write = ingress$write;
        mirror$mail_write_word = ingress$write_word;
        mirror$mail_write_data = ingress$write_data;
        mirror$mail_write_low = ingress$write_low;
        mirror$mail_write_high = ingress$write_high;
        mirror$mail_read_word = registers$read_word;
        mirror$mail_read_unit = registers$read_unit;
        registers$mail_beat = mirror$mail_beat;
        power$battery_good = battery_good;
        power$millivolts = battery_millivolts;
        power$temperature = battery_temperature;
        power$charge = battery_charge;
        battery_load = power$load;
        power$validity = nv_header$validity;
        power$generation = nv_header$generation;
        power$drain_ticks = nv_header$drain_ticks;
        nv_header$tick = registers$tick[(32'h0)+:(32)];
        upkeep$restored = persist_restored;
        nv_header$swept = upkeep$swept;
        nv_header$sweep_clean = upkeep$sweep_clean;
        nv_header$rail_held = persist_held;
        persist_watch = nv_header$ready;
        persist_save = nv_header$save;
        power_safe = nv_header$save & persist_saved;
        upkeep$failing = failing$q;
        upkeep$ready = nv_header$ready;
        upkeep$booted = registers$boot_nonce != 32'h0;
        upkeep$card_id = card_id;
        upkeep$read_error = mem_read_error;
        upkeep$other_write = (mem_write$valid & mem_write$ready) & ~memory$upkeep$ready;
        upkeep$other_unit = mem_write$address;
        upkeep$corrected = memory$corrected;
        upkeep$uncorrected = memory$uncorrected;
        upkeep$error_unit = memory$error_unit;
        nv_header$forget = upkeep$forget;
        nv_header$erasing = upkeep$erasing;
        was_taken$d = ingress$taken;
        counters$tick = registers$tick;
        counters$frames_sent = mirror$frames_sent;
        counters$frames_received = mirror$frames_received;
        counters$posted_tlp = ingress$taken != was_taken$q;
        counters$read_tlp = parser$request$valid & completer$request$ready;
        counters$completion_tlp = (cc$valid & cc$last) & cc$ready;
        counters$host_tlp = (rq$valid & rq$last) & rq$ready;
        counters$line = store$stamped;
        counters$stored = store$memory$valid & memory$ingress$ready;
        counters$stored_enable = store$memory$enable;
        counters$remote = mirror$write$valid & memory$remote$ready;
        counters$remote_enable = mirror$write$enable;
        counters$read = mem_read$valid & mem_read$ready;
        counters$stall_host = cq$valid & ~cq$ready;
        counters$stall_memory = mem_write$valid & ~mem_write$ready;
        counters$stall_mirror = (ingress$out_valid & ~store$ready) & (~store$memory$valid | memory$ingress$ready);
        counters$stall_line = (mirror$tx_valid & ~tx_ready) & ~registers$loopback;
        event_ring$tick = registers$tick;
        event_ring$ready = nv_header$ready;
        event_ring$generation = nv_header$generation;
        event_ring$link_is_up = mirror$link_state == 32'h2;
        event_ring$peer_card_id = mirror$peer_card_id;
        event_ring$mirror_is_lost = mirror$mirror_state == 32'h0;
        event_ring$drop_ordered = registers$drop_mirror;
        event_ring$resync_unreadable = memory$resync_lost;
        event_ring$fenced = mirror$fenced;
        event_ring$hole0 = queue0$hole;
        event_ring$hole1 = queue1$hole;
        event_ring$local0 = queue0$first_missing;
        event_ring$local1 = queue1$first_missing;
        event_ring$rejected = store$reject;
        event_ring$crc_wrong = store$publish & line_crc$wrong;
        event_ring$line_queue = store$line_queue;
        event_ring$line_ticket = store$line_ticket;
        event_ring$corrected = memory$corrected;
        event_ring$uncorrected = memory$uncorrected;
        event_ring$error_at = ((memory$error_unit) & 32'hffffffff) << 32'h4;
        event_ring$failed = store$failed;
        event_ring$battery = power$good;
        event_ring$tested = power$tested;
        event_ring$test_result = power$result;
        event_ring$erase_over = upkeep$erase_over;
        event_ring$erase_state = upkeep$erase_outcome;
        event_ring$coding = coding;
        armed = registers$arm_wanted & power$good & nv_header$ready & ~store$failed & ~failing$q;
        flags = (((((armed) & 32'hffffffff) | (((store$failed) & 32'hffffffff) << 32'h1)) | (((nv_header$valid) & 32'hffffffff) << 32'h2)) | (((power$good) & 32'hffffffff) << 32'h3)) | ((((nv_header$ready) & 32'hffffffff) << 32'h4) | (((nv_header$dirty) & 32'hffffffff) << 32'h5));
        registers$state = flags;
        upkeep$armed = armed;
        event_ring$state = flags;
        error_event = (completer$refused | parser$dropped) | (ingress$dropped | store$reject) | (store$publish & line_crc$wrong);
        if (error_event) begin
            events$d = events$q + 32'h1;
        end
        queue0$armed = armed;
        queue1$armed = armed;
        queue0$bus_reset = reset;
        queue1$bus_reset = reset;
        queue0$mirrored_valid = mirror$mirrored_valid & (mirror$mirrored_queue == 32'h0);
        queue0$mirrored_mark = mirror$mirrored_mark;
        queue1$mirrored_valid = mirror$mirrored_valid & (mirror$mirrored_queue == 32'h1);
        queue1$mirrored_mark = mirror$mirrored_mark;
        common = ((((((armed) & 8'hff) | ((((mirror$link_state == 32'h2)) & 8'hff) << 32'h1)) | ((((mirror$mirror_state == 32'h3)) & 8'hff) << 32'h2)) | (((store$failed) & 8'hff) << 32'h5)) | ((((mirror$mirror_state == 32'h1)) & 8'hff) << 32'h6)) | (((mirror$peer_flags[32'h0]) & 8'hff) << 32'h7);
        watermarks$reset = reset;
        watermarks$stop = failing$q;
        watermarks$local0 = queue0$local;
        watermarks$mirrored0 = queue0$mirrored;
        watermarks$state0 = (common | (((mirror$fenced[32'h0]) & 8'hff) << 32'h3)) | (((queue0$hole) & 8'hff) << 32'h4);
        watermarks$epoch0 = queue0$epoch;
        watermarks$address0 = queue0$watermark_address;
        watermarks$fresh0 = queue0$watermark_fresh;
        watermarks$local1 = queue1$local;
        watermarks$mirrored1 = queue1$mirrored;
        watermarks$state1 = (common | (((mirror$fenced[32'h1]) & 8'hff) << 32'h3)) | (((queue1$hole) & 8'hff) << 32'h4);
        watermarks$epoch1 = queue1$epoch;
        watermarks$address1 = queue1$watermark_address;
        watermarks$fresh1 = queue1$watermark_fresh;
        watermarks$events = events$q;
        watermarks$generation = nv_header$generation;
        watermarks$peer_beat = mirror$peer_beat;
        watermarks$beat_age = mirror$peer_beat_age;
        mirror$reset = ~started$q;
        tx_data = mirror$tx_data;
        tx_control = mirror$tx_control;
        tx_valid = mirror$tx_valid;
        mirror$tx_ready = tx_ready;
        mirror$rx_data = rx_data;
        mirror$rx_control = rx_control;
        mirror$rx_valid = rx_valid;
        mirror$link_up = link_up;
        loopback = registers$loopback;
        loops_beats = registers$loopback & ~coded;
        was_looped$d = loops_beats;
        if (loops_beats) begin
            tx_valid = 1'b0;
            mirror$tx_ready = 1'b1;
            mirror$rx_data = mirror$tx_data;
            mirror$rx_control = mirror$tx_control;
            mirror$rx_valid = mirror$tx_valid;
            mirror$link_up = 1'b1;
        end
        if (was_looped$q ^ loops_beats) begin
            mirror$link_up = 1'b0;
        end
        mirror$held = store$held;
        mirror$card_id = card_id;
        mirror$nonce = registers$boot_nonce;
        mirror$armed = armed;
        mirror$host_beat = registers$own_beat;
        mirror$ticks = registers$tick;
        mirror$start_resync = registers$start_resync;
        mirror$accept = registers$accept;
        mirror$drop_mirror = registers$drop_mirror | memory$resync_lost;
        mirror$fence = registers$fence;
        mirror$lift = registers$lift;
        mirror$range0_start = registers$range0_start;
        mirror$range0_end = registers$range0_end;
        mirror$range1_start = registers$range1_start;
        mirror$range1_end = registers$range1_end;
        mirror$range2_start = registers$range2_start;
        mirror$range2_end = registers$range2_end;
        mirror$range3_start = registers$range3_start;
        mirror$range3_end = registers$range3_end;
        mirror$range4_start = registers$range4_start;
        mirror$range4_end = registers$range4_end;
        mirror$power_fail = failing$q;
        nv_header$failing = failing$q;
        nv_header$drained = parser$empty & ingress$quiet & mirror$drained;
        nv_header$persist = mirror$persist;
        mirror$persisted = nv_header$persisted;
        nv_header$queue0 = queue0$save_record;
        nv_header$queue1 = queue1$save_record;
        nv_header$queue_states = mirror$queue_states;
        nv_header$fence_mask = mirror$fence_mask;
        nv_header$fence_epoch0 = registers$fence_epoch0;
        nv_header$fence_epoch1 = registers$fence_epoch1;
        nv_header$sealed0 = mirror$sealed0;
        nv_header$sealed1 = mirror$sealed1;
        nv_header$image_card_id = mirror$image_card_id;
        nv_header$image_nonce = mirror$image_nonce;
        queue0$load = nv_header$load | upkeep$forget;
        queue0$load_record = nv_header$load_queue0;
        queue1$load = nv_header$load | upkeep$forget;
        queue1$load_record = nv_header$load_queue1;
        registers$load = nv_header$load;
        registers$load_fence_epoch0 = nv_header$load_fence_epoch0;
        registers$load_fence_epoch1 = nv_header$load_fence_epoch1;
        mirror$load = nv_header$load | upkeep$forget;
        mirror$load_queue_states = nv_header$load_queue_states;
        mirror$load_fence_mask = nv_header$load_fence_mask;
        mirror$load_sealed0 = nv_header$load_sealed0;
        mirror$load_sealed1 = nv_header$load_sealed1;
        mirror$load_image_card_id = nv_header$load_image_card_id;
        mirror$load_image_nonce = nv_header$load_image_nonce;
        if (upkeep$forget) begin
            queue0$load_record = ((32'h0) & 384'hffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff);
            queue1$load_record = ((32'h0) & 384'hffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff);
            mirror$load_queue_states = ((32'h0) & 4'hf);
            mirror$load_fence_mask = mirror$fence_mask;
            mirror$load_sealed0 = ((32'h0) & 64'hffffffffffffffff);
            mirror$load_sealed1 = ((32'h0) & 64'hffffffffffffffff);
            mirror$load_image_card_id = ((32'h0) & 64'hffffffffffffffff);
            mirror$load_image_nonce = ((32'h0) & 64'hffffffffffffffff);
        end
    end
    
    always @(*) completer$request$valid = parser$request$valid;
    always @(*) completer$request$request = parser$request$request;
    always @(*) parser$request$ready = completer$request$ready;
    always @(*) ingress$posted$valid = parser$posted$valid;
    always @(*) ingress$posted$beat = parser$posted$beat;
    always @(*) parser$posted$ready = ingress$posted$ready;
    always @(*) memory$host$valid = completer$memory$valid;
    always @(*) memory$host$address = completer$memory$address;
    always @(*) completer$memory$ready = memory$host$ready;
    always @(*) completer$memory$data_valid = memory$host$data_valid;
    always @(*) completer$memory$data = memory$host$data;
    always @(*) registers$read$valid = completer$registers$valid;
    always @(*) registers$read$address = completer$registers$address;
    always @(*) completer$registers$ready = registers$read$ready;
    always @(*) completer$registers$data_valid = registers$read$data_valid;
    always @(*) completer$registers$data = registers$read$data;
    always @(*) memory$ingress$valid = store$memory$valid;
    always @(*) memory$ingress$address = store$memory$address;
    always @(*) memory$ingress$data = store$memory$data;
    always @(*) memory$ingress$enable = store$memory$enable;
    always @(*) store$memory$ready = memory$ingress$ready;
    always @(*) memory$remote$valid = mirror$write$valid;
    always @(*) memory$remote$address = mirror$write$address;
    always @(*) memory$remote$data = mirror$write$data;
    always @(*) memory$remote$enable = mirror$write$enable;
    always @(*) mirror$write$ready = memory$remote$ready;
    always @(*) memory$header$valid = nv_header$write$valid;
    always @(*) memory$header$address = nv_header$write$address;
    always @(*) memory$header$data = nv_header$write$data;
    always @(*) memory$header$enable = nv_header$write$enable;
    always @(*) nv_header$write$ready = memory$header$ready;
    always @(*) memory$resync$valid = mirror$read$valid;
    always @(*) memory$resync$address = mirror$read$address;
    always @(*) mirror$read$ready = memory$resync$ready;
    always @(*) mirror$read$data_valid = memory$resync$data_valid;
    always @(*) mirror$read$data = memory$resync$data;
    always @(*) memory$header_read$valid = nv_header$read$valid;
    always @(*) memory$header_read$address = nv_header$read$address;
    always @(*) nv_header$read$ready = memory$header_read$ready;
    always @(*) nv_header$read$data_valid = memory$header_read$data_valid;
    always @(*) nv_header$read$data = memory$header_read$data;
    always @(*) memory$upkeep$valid = upkeep$memory_write$valid;
    always @(*) memory$upkeep$address = upkeep$memory_write$address;
    always @(*) memory$upkeep$data = upkeep$memory_write$data;
    always @(*) memory$upkeep$enable = upkeep$memory_write$enable;
    always @(*) upkeep$memory_write$ready = memory$upkeep$ready;
    always @(*) memory$upkeep_read$valid = upkeep$memory_read$valid;
    always @(*) memory$upkeep_read$address = upkeep$memory_read$address;
    always @(*) upkeep$memory_read$ready = memory$upkeep_read$ready;
    always @(*) upkeep$memory_read$data_valid = memory$upkeep_read$data_valid;
    always @(*) upkeep$memory_read$data = memory$upkeep_read$data;
    always @(*) mirror$stage$valid = store$stage$valid;
    always @(*) mirror$stage$data = store$stage$data;
    always @(*) mirror$stage$enable = store$stage$enable;
    always @(*) mirror$stage$first = store$stage$first;
    always @(*) mirror$stage$last = store$stage$last;
    always @(*) mirror$stage$address = store$stage$address;
    always @(*) mirror$stage$length = store$stage$length;
    always @(*) mirror$stage$publish = store$stage$publish;
    always @(*) mirror$stage$queue = store$stage$queue;
    always @(*) mirror$stage$mark = store$stage$mark;
    always @(*) store$stage$ready = mirror$stage$ready;
    always @(*) mirror$queue0$enable = queue0$mirror$enable;
    always @(*) mirror$queue0$changed = queue0$mirror$changed;
    always @(*) mirror$queue0$settled = queue0$mirror$settled;
    always @(*) mirror$queue0$line_base = queue0$mirror$line_base;
    always @(*) mirror$queue0$line_count = queue0$mirror$line_count;
    always @(*) mirror$queue0$payload_base = queue0$mirror$payload_base;
    always @(*) mirror$queue0$payload_bytes = queue0$mirror$payload_bytes;
    always @(*) mirror$queue0$position = queue0$mirror$position;
    always @(*) mirror$queue1$enable = queue1$mirror$enable;
    always @(*) mirror$queue1$changed = queue1$mirror$changed;
    always @(*) mirror$queue1$settled = queue1$mirror$settled;
    always @(*) mirror$queue1$line_base = queue1$mirror$line_base;
    always @(*) mirror$queue1$line_count = queue1$mirror$line_count;
    always @(*) mirror$queue1$payload_base = queue1$mirror$payload_base;
    always @(*) mirror$queue1$payload_bytes = queue1$mirror$payload_bytes;
    always @(*) mirror$queue1$position = queue1$mirror$position;
endmodule // card


module card$completer(clock,reset,request$valid,request$request,request$ready,cc$data,cc$user,cc$keep,cc$last,cc$valid,cc$ready,memory$valid,memory$address,memory$ready,memory$data_valid,memory$data,registers$valid,registers$address,registers$ready,registers$data_valid,registers$data,taken,quiet,stored,failed,lost,refused);
    
    // Module arguments
    input wire  clock;
    input wire  reset;
    input wire  request$valid;
    input wire  [100:0] request$request;
    output reg  request$ready;
    output reg  [127:0] cc$data;
    output reg  [32:0] cc$user;
    output reg  [3:0] cc$keep;
    output reg  cc$last;
    output reg  cc$valid;
    input wire  cc$ready;
    output reg  memory$valid;
    output reg  [27:0] memory$address;
    input wire  memory$ready;
    input wire  memory$data_valid;
    input wire  [127:0] memory$data;
    output reg  registers$valid;
    output reg  [27:0] registers$address;
    input wire  registers$ready;
    input wire  registers$data_valid;
    input wire  [127:0] registers$data;
    input wire  [15:0] taken;
    input wire  quiet;
    input wire  stored;
    input wire  failed;
    input wire  lost;
    output reg  refused;
    
    // Constant declarations
    localparam  region = 28'h80000;
    localparam  depth = 5'b10000;
    
    // Enums
    localparam State$Idle = 0;
    localparam State$Order = 1;
    localparam State$Settle = 2;
    localparam State$Head = 3;
    localparam State$Body = 4;
    localparam State$Refuse = 5;
    localparam State$Drain = 6;
    
    // Stub signals
    reg  [100:0] now$d;
    wire  [100:0] now$q;
    reg  now$clock;
    reg  [2:0] state$d;
    wire  [2:0] state$q;
    reg  state$clock;
    reg  [27:0] issue_unit$d;
    wire  [27:0] issue_unit$q;
    reg  issue_unit$clock;
    reg  [8:0] issue_left$d;
    wire  [8:0] issue_left$q;
    reg  issue_left$clock;
    reg  [5:0] reserved$d;
    wire  [5:0] reserved$q;
    reg  reserved$clock;
    reg  [5:0] open$d;
    wire  [5:0] open$q;
    reg  open$clock;
    reg  buffer$clock;
    reg  buffer$reset;
    reg  buffer$write;
    reg  [127:0] buffer$data_in;
    reg  buffer$commit;
    reg  buffer$rollback;
    wire  [6:0] buffer$used;
    wire  buffer$empty;
    wire  buffer$valid;
    wire  [127:0] buffer$data_out;
    reg  buffer$ready;
    reg  [10:0] dwords$d;
    wire  [10:0] dwords$q;
    reg  dwords$clock;
    reg  [12:0] bytes$d;
    wire  [12:0] bytes$q;
    reg  bytes$clock;
    reg  [4:0] position$d;
    wire  [4:0] position$q;
    reg  position$clock;
    reg  [1:0] lead$d;
    wire  [1:0] lead$q;
    reg  lead$clock;
    reg  [5:0] chunk$d;
    wire  [5:0] chunk$q;
    reg  chunk$clock;
    reg  [4:0] beats_in$d;
    wire  [4:0] beats_in$q;
    reg  beats_in$clock;
    reg  [6:0] lanes$d;
    wire  [6:0] lanes$q;
    reg  lanes$clock;
    reg  first$d;
    wire  first$q;
    reg  first$clock;
    reg  [127:0] previous$d;
    wire  [127:0] previous$q;
    reg  previous$clock;
    reg  [4:0] settle$d;
    wire  [4:0] settle$q;
    reg  settle$clock;
    reg  [127:0] out_data$d;
    wire  [127:0] out_data$q;
    reg  out_data$clock;
    reg  [3:0] out_keep$d;
    wire  [3:0] out_keep$q;
    reg  out_keep$clock;
    reg  out_last$d;
    wire  out_last$q;
    reg  out_last$clock;
    reg  out_valid$d;
    wire  out_valid$q;
    reg  out_valid$clock;
    reg  broken$d;
    wire  broken$q;
    reg  broken$clock;
    
    // Local signals
    reg  [100:0] incoming;
    reg  [3:0] first_enable;
    reg  [25:0] address;
    reg  [23:0] unit;
    reg  remote;
    reg  inside;
    reg  [1:0] lead_now;
    reg  [1:0] tail_now;
    reg  [3:0] tail_enable;
    reg  [12:0] edges;
    reg  [12:0] bytes_all;
    reg  [15:0] behind;
    reg  [5:0] span;
    reg  [5:0] chunk_now;
    reg  [1:0] offset;
    reg  [11:0] units_round;
    reg  [6:0] in_round;
    reg  issue;
    reg  returned;
    reg  advance;
    reg  step;
    reg  used;
    reg  [127:0] current;
    reg  [127:0] shifted;
    reg  [95:0] header;
    reg  [95:0] header_bits;
    reg  [12:0] chunk_bytes;
    reg  issued;
    
    // Sub module instances
    card$completer$now now(
        .d(now$d),
        .q(now$q),
        .clock(now$clock)
    );
    card$completer$state state(
        .d(state$d),
        .q(state$q),
        .clock(state$clock)
    );
    card$completer$issue_unit issue_unit(
        .d(issue_unit$d),
        .q(issue_unit$q),
        .clock(issue_unit$clock)
    );
    card$completer$issue_left issue_left(
        .d(issue_left$d),
        .q(issue_left$q),
        .clock(issue_left$clock)
    );
    card$completer$reserved reserved(
        .d(reserved$d),
        .q(reserved$q),
        .clock(reserved$clock)
    );
    card$completer$open open(
        .d(open$d),
        .q(open$q),
        .clock(open$clock)
    );
    card$completer$buffer buffer(
        .clock(buffer$clock),
        .reset(buffer$reset),
        .write(buffer$write),
        .data_in(buffer$data_in),
        .commit(buffer$commit),
        .rollback(buffer$rollback),
        .used(buffer$used),
        .empty(buffer$empty),
        .valid(buffer$valid),
        .data_out(buffer$data_out),
        .ready(buffer$ready)
    );
    card$completer$dwords dwords(
        .d(dwords$d),
        .q(dwords$q),
        .clock(dwords$clock)
    );
    card$completer$bytes bytes(
        .d(bytes$d),
        .q(bytes$q),
        .clock(bytes$clock)
    );
    card$completer$position position(
        .d(position$d),
        .q(position$q),
        .clock(position$clock)
    );
    card$completer$lead lead(
        .d(lead$d),
        .q(lead$q),
        .clock(lead$clock)
    );
    card$completer$chunk chunk(
        .d(chunk$d),
        .q(chunk$q),
        .clock(chunk$clock)
    );
    card$completer$beats_in beats_in(
        .d(beats_in$d),
        .q(beats_in$q),
        .clock(beats_in$clock)
    );
    card$completer$lanes lanes(
        .d(lanes$d),
        .q(lanes$q),
        .clock(lanes$clock)
    );
    card$completer$first first(
        .d(first$d),
        .q(first$q),
        .clock(first$clock)
    );
    card$completer$previous previous(
        .d(previous$d),
        .q(previous$q),
        .clock(previous$clock)
    );
    card$completer$settle settle(
        .d(settle$d),
        .q(settle$q),
        .clock(settle$clock)
    );
    card$completer$out_data out_data(
        .d(out_data$d),
        .q(out_data$q),
        .clock(out_data$clock)
    );
    card$completer$out_keep out_keep(
        .d(out_keep$d),
        .q(out_keep$q),
        .clock(out_keep$clock)
    );
    card$completer$out_last out_last(
        .d(out_last$d),
        .q(out_last$q),
        .clock(out_last$clock)
    );
    card$completer$out_valid out_valid(
        .d(out_valid$d),
        .q(out_valid$q),
        .clock(out_valid$clock)
    );
    card$completer$broken broken(
        .d(broken$d),
        .q(broken$q),
        .clock(broken$clock)
    );
    
    // Update code
    always @(*) begin
        buffer$clock = clock;
        now$clock = clock;
        state$clock = clock;
        issue_unit$clock = clock;
        issue_left$clock = clock;
        reserved$clock = clock;
        open$clock = clock;
        dwords$clock = clock;
        bytes$clock = clock;
        position$clock = clock;
        lead$clock = clock;
        chunk$clock = clock;
        beats_in$clock = clock;
        lanes$clock = clock;
        first$clock = clock;
        previous$clock = clock;
        settle$clock = clock;
        out_data$clock = clock;
        out_keep$clock = clock;
        out_last$clock = clock;
        out_valid$clock = clock;
        broken$clock = clock;
        now$d = now$q;
        state$d = state$q;
        issue_unit$d = issue_unit$q;
        issue_left$d = issue_left$q;
        reserved$d = reserved$q;
        open$d = open$q;
        dwords$d = dwords$q;
        bytes$d = bytes$q;
        position$d = position$q;
        lead$d = lead$q;
        chunk$d = chunk$q;
        beats_in$d = beats_in$q;
        lanes$d = lanes$q;
        first$d = first$q;
        previous$d = previous$q;
        settle$d = settle$q;
        out_data$d = out_data$q;
        out_keep$d = out_keep$q;
        out_last$d = out_last$q;
        out_valid$d = out_valid$q;
        broken$d = broken$q;
        incoming = request$request;
        first_enable = incoming[(64'h27)+:(4)];
        address = incoming[(64'h0)+:(26)];
        lead_now = ((32'h0) & 2'h3);
        if (first_enable == 32'h8) begin
            lead_now = ((32'h3) & 2'h3);
        end
        if ((first_enable == 32'h4) | (first_enable == 32'hc)) begin
            lead_now = ((32'h2) & 2'h3);
        end
        if (~first_enable[32'h0] & first_enable[32'h1]) begin
            lead_now = ((32'h1) & 2'h3);
        end
        tail_enable = incoming[(64'h2b)+:(4)];
        if (incoming[(64'h1c)+:(11)] == 32'h1) begin
            tail_enable = first_enable;
        end
        tail_now = ((32'h3) & 2'h3);
        if (tail_enable[32'h1]) begin
            tail_now = ((32'h2) & 2'h3);
        end
        if (tail_enable[32'h2]) begin
            tail_now = ((32'h1) & 2'h3);
        end
        if (tail_enable[32'h3]) begin
            tail_now = ((32'h0) & 2'h3);
        end
        edges = ((lead_now) & 13'h1fff) + ((tail_now) & 13'h1fff);
        bytes_all = (((incoming[(64'h1c)+:(11)]) & 13'h1fff) << 32'h2) - edges;
        unit = address[(32'h2)+:(24)];
        remote = unit[32'h17] & ~incoming[(64'h1a)+:(1)];
        inside = ((unit[(32'h0)+:(23)]) & 28'hfffffff) < region;
        units_round = (((incoming[(64'h1c)+:(11)]) & 12'hfff) + ((address[(32'h0)+:(2)]) & 12'hfff)) + ((32'h3) & 12'hfff);
        request$ready = 1'b0;
        refused = 1'b0;
        behind = taken - now$q[(64'h55)+:(16)];
        issue = (issue_left$q != 32'h0) & (reserved$q < 32'h30) & ((state$q == State$Head) | (state$q == State$Body));
        memory$valid = issue & ~now$q[(64'h1a)+:(1)];
        memory$address = issue_unit$q;
        registers$valid = issue & now$q[(64'h1a)+:(1)];
        registers$address = issue_unit$q;
        issued = (memory$valid & memory$ready) | (registers$valid & registers$ready);
        if (issued) begin
            issue_unit$d = issue_unit$q + 32'h1;
            issue_left$d = issue_left$q - 32'h1;
        end
        returned = memory$data_valid | registers$data_valid;
        buffer$write = returned;
        buffer$data_in = memory$data;
        if (registers$data_valid) begin
            buffer$data_in = registers$data;
        end
        buffer$commit = returned;
        buffer$rollback = 1'b0;
        buffer$reset = state$q == State$Drain;
        span = ((32'h20) & 6'h3f) - ((position$q) & 6'h3f);
        chunk_now = span;
        if (dwords$q < ((span) & 11'h7ff)) begin
            chunk_now = dwords$q[(32'h0)+:(6)];
        end
        offset = position$q[(32'h0)+:(2)];
        in_round = (((chunk_now) & 7'h7f) + ((offset) & 7'h7f)) + ((32'h3) & 7'h7f);
        header[(64'h0)+:(7)] = (((position$q) & 7'h7f) << 32'h2) | ((lead$q) & 7'h7f);
        header[(64'h7)+:(1)] = 1'b0;
        header[(64'h8)+:(2)] = ((32'h0) & 2'h3);
        header[(64'ha)+:(6)] = ((32'h0) & 6'h3f);
        header[(64'h10)+:(13)] = bytes$q;
        header[(64'h1d)+:(1)] = 1'b0;
        header[(64'h1e)+:(2)] = ((32'h0) & 2'h3);
        header[(64'h20)+:(11)] = ((chunk$q) & 11'h7ff);
        header[(64'h2b)+:(3)] = ((32'h0) & 3'h7);
        if (state$q == State$Refuse) begin
            header[(64'h20)+:(11)] = ((32'h0) & 11'h7ff);
            header[(64'h2b)+:(3)] = ((32'h1) & 3'h7);
            if (broken$q) begin
                header[(64'h2b)+:(3)] = ((32'h4) & 3'h7);
            end
        end
        header[(64'h2e)+:(1)] = 1'b0;
        header[(64'h2f)+:(1)] = 1'b0;
        header[(64'h30)+:(16)] = now$q[(64'h37)+:(16)];
        header[(64'h40)+:(8)] = now$q[(64'h2f)+:(8)];
        header[(64'h48)+:(8)] = now$q[(64'h47)+:(8)];
        header[(64'h50)+:(8)] = ((32'h0) & 8'hff);
        header[(64'h58)+:(1)] = 1'b0;
        header[(64'h59)+:(3)] = now$q[(64'h4f)+:(3)];
        header[(64'h5c)+:(3)] = now$q[(64'h52)+:(3)];
        header[(64'h5f)+:(1)] = 1'b0;
        header_bits = header;
        advance = ~out_valid$q | cc$ready;
        current = ((32'h0) & 128'hffffffffffffffffffffffffffffffff);
        if (beats_in$q != 32'h0) begin
            current = buffer$data_out;
        end
        shifted = current;
        if (offset == 32'h2) begin
            shifted = (current << 32'h20) | (previous$q >> 32'h60);
        end
        if (offset == 32'h1) begin
            shifted = (current << 32'h40) | (previous$q >> 32'h40);
        end
        if (offset == 32'h0) begin
            shifted = (current << 32'h60) | (previous$q >> 32'h20);
        end
        step = (state$q == State$Body) & advance & (buffer$valid | (beats_in$q == 32'h0));
        used = step & (beats_in$q != 32'h0);
        buffer$ready = used;
        chunk_bytes = (((chunk$q) & 13'h1fff) << 32'h2) - ((lead$q) & 13'h1fff);
        if (issued & ~used) begin
            reserved$d = reserved$q + 32'h1;
        end
        if (used & ~issued) begin
            reserved$d = reserved$q - 32'h1;
        end
        if (issued & ~returned) begin
            open$d = open$q + 32'h1;
        end
        if (returned & ~issued) begin
            open$d = open$q - 32'h1;
        end
        if (memory$data_valid & lost) begin
            broken$d = 1'b1;
        end
        if (advance) begin
            out_valid$d = 1'b0;
        end
        case (state$q)
            State$Idle:
                begin
                    if (request$valid) begin
                        request$ready = 1'b1;
                        now$d = incoming;
                        bytes$d = bytes_all;
                        lead$d = lead_now;
                        dwords$d = incoming[(64'h1c)+:(11)];
                        position$d = address[(32'h0)+:(5)];
                        issue_unit$d = ((unit[(32'h0)+:(23)]) & 28'hfffffff);
                        if (remote) begin
                            issue_unit$d = ((unit[(32'h0)+:(23)]) & 28'hfffffff) + region;
                        end
                        issue_left$d = units_round[(32'h2)+:(9)];
                        state$d = State$Order;
                        if (incoming[(64'h1b)+:(1)] | (~incoming[(64'h1a)+:(1)] & (~inside | failed))) begin
                            state$d = State$Refuse;
                        end
                    end
                end
            State$Order:
                begin
                    settle$d = ((32'h0) & 5'h1f);
                    if (~behind[32'hf]) begin
                        state$d = State$Settle;
                    end
                end
            State$Settle:
                begin
                    if (stored) begin
                        settle$d = settle$q + 32'h1;
                    end
                    if (quiet | (settle$q == depth)) begin
                        state$d = State$Head;
                    end
                end
            State$Head:
                begin
                    if (broken$q) begin
                        issue_left$d = ((32'h0) & 9'h1ff);
                        state$d = State$Refuse;
                    end
                    else if (buffer$used >= ((in_round[(32'h2)+:(5)]) & 7'h7f)) begin
                        state$d = State$Body;
                    end
                    chunk$d = chunk_now;
                    beats_in$d = in_round[(32'h2)+:(5)];
                    lanes$d = ((chunk_now) & 7'h7f) + ((32'h3) & 7'h7f);
                    first$d = 1'b1;
                end
            State$Body:
                begin
                    if (step) begin
                        out_valid$d = 1'b1;
                        out_data$d = shifted;
                        if (first$q) begin
                            out_data$d = (((shifted[(32'h60)+:(32)]) & 128'hffffffffffffffffffffffffffffffff) << 32'h60) | ((header_bits) & 128'hffffffffffffffffffffffffffffffff);
                        end
                        first$d = 1'b0;
                        previous$d = current;
                        if (used) begin
                            beats_in$d = beats_in$q - 32'h1;
                        end
                        lanes$d = lanes$q - 32'h4;
                        out_keep$d = ((32'hf) & 4'hf);
                        out_last$d = 1'b0;
                        if (lanes$q <= 32'h4) begin
                            out_last$d = 1'b1;
                            if (lanes$q == 32'h1) begin
                                out_keep$d = ((32'h1) & 4'hf);
                            end
                            if (lanes$q == 32'h2) begin
                                out_keep$d = ((32'h3) & 4'hf);
                            end
                            if (lanes$q == 32'h3) begin
                                out_keep$d = ((32'h7) & 4'hf);
                            end
                            dwords$d = dwords$q - ((chunk$q) & 11'h7ff);
                            bytes$d = bytes$q - chunk_bytes;
                            position$d = ((32'h0) & 5'h1f);
                            lead$d = ((32'h0) & 2'h3);
                            state$d = State$Head;
                            if (dwords$q == ((chunk$q) & 11'h7ff)) begin
                                state$d = State$Idle;
                            end
                        end
                    end
                end
            State$Refuse:
                begin
                    if (advance) begin
                        out_valid$d = 1'b1;
                        out_data$d = ((header_bits) & 128'hffffffffffffffffffffffffffffffff);
                        out_keep$d = ((32'h7) & 4'hf);
                        out_last$d = 1'b1;
                        refused = 1'b1;
                        state$d = State$Idle;
                        if (broken$q) begin
                            state$d = State$Drain;
                        end
                    end
                end
            State$Drain:
                begin
                    broken$d = 1'b0;
                    reserved$d = ((32'h0) & 6'h3f);
                    if ((open$q == 32'h0) | failed) begin
                        state$d = State$Idle;
                    end
                end
            default:
                begin
                    state$d = State$Idle;
                end
        endcase
        if (reset) begin
            state$d = State$Drain;
            out_valid$d = 1'b0;
            issue_left$d = ((32'h0) & 9'h1ff);
        end
        cc$data = out_data$q;
        cc$user = ((32'h0) & 33'h1ffffffff);
        cc$keep = out_keep$q;
        cc$last = out_last$q;
        cc$valid = out_valid$q;
    end
    
endmodule // card$completer


module card$completer$beats_in(d,q,clock);
    
    // Module arguments
    input wire  [4:0] d;
    output reg  [4:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 5'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$completer$beats_in


module card$completer$broken(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$completer$broken


module card$completer$buffer(clock,reset,write,data_in,commit,rollback,used,empty,valid,data_out,ready);
    
    // Module arguments
    input wire  clock;
    input wire  reset;
    input wire  write;
    input wire  [127:0] data_in;
    input wire  commit;
    input wire  rollback;
    output reg  [6:0] used;
    output reg  empty;
    output reg  valid;
    output reg  [127:0] data_out;
    input wire  ready;
    
    // Stub signals
    reg  [5:0] ram$read_address;
    reg  ram$read_clock;
    wire  [127:0] ram$read_data;
    reg  [5:0] ram$write_address;
    reg  ram$write_clock;
    reg  [127:0] ram$write_data;
    reg  ram$write_enable;
    reg  [6:0] written$d;
    wire  [6:0] written$q;
    reg  written$clock;
    reg  [6:0] committed$d;
    wire  [6:0] committed$q;
    reg  committed$clock;
    reg  [6:0] read$d;
    wire  [6:0] read$q;
    reg  read$clock;
    reg  head$d;
    wire  head$q;
    reg  head$clock;
    
    // Local signals
    reg  [6:0] base;
    reg  [6:0] tail;
    reg  [6:0] address;
    reg  advance;
    
    // Sub module instances
    card$completer$buffer$ram ram(
        .read_address(ram$read_address),
        .read_clock(ram$read_clock),
        .read_data(ram$read_data),
        .write_address(ram$write_address),
        .write_clock(ram$write_clock),
        .write_data(ram$write_data),
        .write_enable(ram$write_enable)
    );
    card$completer$buffer$written written(
        .d(written$d),
        .q(written$q),
        .clock(written$clock)
    );
    card$completer$buffer$committed committed(
        .d(committed$d),
        .q(committed$q),
        .clock(committed$clock)
    );
    card$completer$buffer$read read(
        .d(read$d),
        .q(read$q),
        .clock(read$clock)
    );
    card$completer$buffer$head head(
        .d(head$d),
        .q(head$q),
        .clock(head$clock)
    );
    
    // Update code
    always @(*) begin
        written$clock = clock;
        committed$clock = clock;
        read$clock = clock;
        head$clock = clock;
        written$d = written$q;
        committed$d = committed$q;
        read$d = read$q;
        head$d = head$q;
        ram$read_clock = clock;
        ram$write_clock = clock;
        base = written$q;
        if (rollback) begin
            base = committed$q;
        end
        tail = base;
        if (write) begin
            tail = base + 32'h1;
        end
        ram$write_enable = write;
        ram$write_address = ((base) & 6'h3f);
        ram$write_data = data_in;
        written$d = tail;
        if (commit) begin
            committed$d = tail;
        end
        advance = ~head$q | ready;
        address = read$q;
        if (advance) begin
            head$d = 1'b0;
            if (read$q != committed$q) begin
                head$d = 1'b1;
                read$d = read$q + 32'h1;
            end
        end
        else begin
            address = read$q - 32'h1;
        end
        ram$read_address = ((address) & 6'h3f);
        valid = head$q;
        data_out = ram$read_data;
        used = written$q - read$q;
        if (head$q) begin
            used = (written$q - read$q) + 32'h1;
        end
        empty = ~head$q & (read$q == committed$q);
        if (reset) begin
            written$d = ((32'h0) & 7'h7f);
            committed$d = ((32'h0) & 7'h7f);
            read$d = ((32'h0) & 7'h7f);
            head$d = 1'b0;
        end
    end
    
endmodule // card$completer$buffer


module card$completer$buffer$committed(d,q,clock);
    
    // Module arguments
    input wire  [6:0] d;
    output reg  [6:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 7'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$completer$buffer$committed


module card$completer$buffer$head(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$completer$buffer$head


module card$completer$buffer$ram(read_address,read_clock,read_data,write_address,write_clock,write_data,write_enable);
    
    // Module arguments
    input wire  [5:0] read_address;
    input wire  read_clock;
    output reg  [127:0] read_data;
    input wire  [5:0] write_address;
    input wire  write_clock;
    input wire  [127:0] write_data;
    input wire  write_enable;
    
    // Update code (custom)
    reg[127:0] mem[63:0];
    
    
    
    always @(posedge read_clock) begin
       read_data <= mem[read_address];
    end
    
    always @(posedge write_clock) begin
       if (write_enable) begin
          mem[write_address] <= write_data;
       end
    end
                
endmodule // card$completer$buffer$ram


module card$completer$buffer$read(d,q,clock);
    
    // Module arguments
    input wire  [6:0] d;
    output reg  [6:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 7'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$completer$buffer$read


module card$completer$buffer$written(d,q,clock);
    
    // Module arguments
    input wire  [6:0] d;
    output reg  [6:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 7'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$completer$buffer$written


module card$completer$bytes(d,q,clock);
    
    // Module arguments
    input wire  [12:0] d;
    output reg  [12:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 13'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$completer$bytes


module card$completer$chunk(d,q,clock);
    
    // Module arguments
    input wire  [5:0] d;
    output reg  [5:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 6'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$completer$chunk


module card$completer$dwords(d,q,clock);
    
    // Module arguments
    input wire  [10:0] d;
    output reg  [10:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 11'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$completer$dwords


module card$completer$first(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$completer$first


module card$completer$issue_left(d,q,clock);
    
    // Module arguments
    input wire  [8:0] d;
    output reg  [8:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 9'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$completer$issue_left


module card$completer$issue_unit(d,q,clock);
    
    // Module arguments
    input wire  [27:0] d;
    output reg  [27:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 28'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$completer$issue_unit


module card$completer$lanes(d,q,clock);
    
    // Module arguments
    input wire  [6:0] d;
    output reg  [6:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 7'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$completer$lanes


module card$completer$lead(d,q,clock);
    
    // Module arguments
    input wire  [1:0] d;
    output reg  [1:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 2'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$completer$lead


module card$completer$now(d,q,clock);
    
    // Module arguments
    input wire  [100:0] d;
    output reg  [100:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 101'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$completer$now


module card$completer$open(d,q,clock);
    
    // Module arguments
    input wire  [5:0] d;
    output reg  [5:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 6'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$completer$open


module card$completer$out_data(d,q,clock);
    
    // Module arguments
    input wire  [127:0] d;
    output reg  [127:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 128'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$completer$out_data


module card$completer$out_keep(d,q,clock);
    
    // Module arguments
    input wire  [3:0] d;
    output reg  [3:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 4'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$completer$out_keep


module card$completer$out_last(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$completer$out_last


module card$completer$out_valid(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$completer$out_valid


module card$completer$position(d,q,clock);
    
    // Module arguments
    input wire  [4:0] d;
    output reg  [4:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 5'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$completer$position


module card$completer$previous(d,q,clock);
    
    // Module arguments
    input wire  [127:0] d;
    output reg  [127:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 128'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$completer$previous


module card$completer$reserved(d,q,clock);
    
    // Module arguments
    input wire  [5:0] d;
    output reg  [5:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 6'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$completer$reserved


module card$completer$settle(d,q,clock);
    
    // Module arguments
    input wire  [4:0] d;
    output reg  [4:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 5'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$completer$settle


module card$completer$state(d,q,clock);
    
    // Module arguments
    input wire  [2:0] d;
    output reg  [2:0] q;
    input wire  clock;
    
    // Enums
    localparam State$Idle = 0;
    localparam State$Order = 1;
    localparam State$Settle = 2;
    localparam State$Head = 3;
    localparam State$Body = 4;
    localparam State$Refuse = 5;
    localparam State$Drain = 6;
    
    // Update code (custom)
    initial begin
       q = 64'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$completer$state


module card$counters(clock,write,write_word,write_low,read_word,read_data,tick,frames_sent,frames_received,posted_tlp,read_tlp,completion_tlp,host_tlp,line,stored,stored_enable,remote,remote_enable,read,stall_host,stall_memory,stall_mirror,stall_line);
    
    // Module arguments
    input wire  clock;
    input wire  write;
    input wire  [12:0] write_word;
    input wire  write_low;
    input wire  [12:0] read_word;
    output reg  [63:0] read_data;
    input wire  [47:0] tick;
    input wire  [63:0] frames_sent;
    input wire  [63:0] frames_received;
    input wire  posted_tlp;
    input wire  read_tlp;
    input wire  completion_tlp;
    input wire  host_tlp;
    input wire  line;
    input wire  stored;
    input wire  [15:0] stored_enable;
    input wire  remote;
    input wire  [15:0] remote_enable;
    input wire  read;
    input wire  stall_host;
    input wire  stall_memory;
    input wire  stall_mirror;
    input wire  stall_line;
    
    // Constant declarations
    localparam  at$header = 13'b111000000;
    localparam  at$snapshot = 13'b111000001;
    localparam  at$ticks = 13'b111000010;
    localparam  at$frames_sent = 13'b111001011;
    localparam  at$frames_received = 13'b111001100;
    localparam  at$posted_tlps = 13'b111000011;
    localparam  at$read_tlps = 13'b111000100;
    localparam  at$completion_tlps = 13'b111000101;
    localparam  at$host_tlps = 13'b111000110;
    localparam  at$lines = 13'b111000111;
    localparam  at$stored_bytes = 13'b111001000;
    localparam  at$remote_bytes = 13'b111001001;
    localparam  at$read_bytes = 13'b111001010;
    localparam  at$stalls_host = 13'b111001101;
    localparam  at$stalls_memory = 13'b111001110;
    localparam  at$stalls_mirror = 13'b111001111;
    localparam  at$stalls_line = 13'b111010000;
    localparam  header_word = 64'hf000001000c;
    
    // Stub signals
    reg  [31:0] taken$d;
    wire  [31:0] taken$q;
    reg  taken$clock;
    reg  [47:0] kept_tick$d;
    wire  [47:0] kept_tick$q;
    reg  kept_tick$clock;
    reg  [63:0] kept_sent$d;
    wire  [63:0] kept_sent$q;
    reg  kept_sent$clock;
    reg  [63:0] kept_received$d;
    wire  [63:0] kept_received$q;
    reg  kept_received$clock;
    reg  posted_tlps$clock;
    reg  [7:0] posted_tlps$step;
    reg  posted_tlps$snapshot;
    wire  [63:0] posted_tlps$copy;
    reg  read_tlps$clock;
    reg  [7:0] read_tlps$step;
    reg  read_tlps$snapshot;
    wire  [63:0] read_tlps$copy;
    reg  completion_tlps$clock;
    reg  [7:0] completion_tlps$step;
    reg  completion_tlps$snapshot;
    wire  [63:0] completion_tlps$copy;
    reg  host_tlps$clock;
    reg  [7:0] host_tlps$step;
    reg  host_tlps$snapshot;
    wire  [63:0] host_tlps$copy;
    reg  lines$clock;
    reg  [7:0] lines$step;
    reg  lines$snapshot;
    wire  [63:0] lines$copy;
    reg  stored_bytes$clock;
    reg  [7:0] stored_bytes$step;
    reg  stored_bytes$snapshot;
    wire  [63:0] stored_bytes$copy;
    reg  remote_bytes$clock;
    reg  [7:0] remote_bytes$step;
    reg  remote_bytes$snapshot;
    wire  [63:0] remote_bytes$copy;
    reg  read_bytes$clock;
    reg  [7:0] read_bytes$step;
    reg  read_bytes$snapshot;
    wire  [63:0] read_bytes$copy;
    reg  stalls_host$clock;
    reg  [7:0] stalls_host$step;
    reg  stalls_host$snapshot;
    wire  [63:0] stalls_host$copy;
    reg  stalls_memory$clock;
    reg  [7:0] stalls_memory$step;
    reg  stalls_memory$snapshot;
    wire  [63:0] stalls_memory$copy;
    reg  stalls_mirror$clock;
    reg  [7:0] stalls_mirror$step;
    reg  stalls_mirror$snapshot;
    wire  [63:0] stalls_mirror$copy;
    reg  stalls_line$clock;
    reg  [7:0] stalls_line$step;
    reg  stalls_line$snapshot;
    wire  [63:0] stalls_line$copy;
    reg  [15:0] stored_count$enable;
    wire  [7:0] stored_count$bytes;
    reg  [15:0] remote_count$enable;
    wire  [7:0] remote_count$bytes;
    
    // Local signals
    reg  snapshot;
    
    // Sub module instances
    card$counters$taken taken(
        .d(taken$d),
        .q(taken$q),
        .clock(taken$clock)
    );
    card$counters$kept_tick kept_tick(
        .d(kept_tick$d),
        .q(kept_tick$q),
        .clock(kept_tick$clock)
    );
    card$counters$kept_sent kept_sent(
        .d(kept_sent$d),
        .q(kept_sent$q),
        .clock(kept_sent$clock)
    );
    card$counters$kept_received kept_received(
        .d(kept_received$d),
        .q(kept_received$q),
        .clock(kept_received$clock)
    );
    card$counters$posted_tlps posted_tlps(
        .clock(posted_tlps$clock),
        .step(posted_tlps$step),
        .snapshot(posted_tlps$snapshot),
        .copy(posted_tlps$copy)
    );
    card$counters$read_tlps read_tlps(
        .clock(read_tlps$clock),
        .step(read_tlps$step),
        .snapshot(read_tlps$snapshot),
        .copy(read_tlps$copy)
    );
    card$counters$completion_tlps completion_tlps(
        .clock(completion_tlps$clock),
        .step(completion_tlps$step),
        .snapshot(completion_tlps$snapshot),
        .copy(completion_tlps$copy)
    );
    card$counters$host_tlps host_tlps(
        .clock(host_tlps$clock),
        .step(host_tlps$step),
        .snapshot(host_tlps$snapshot),
        .copy(host_tlps$copy)
    );
    card$counters$lines lines(
        .clock(lines$clock),
        .step(lines$step),
        .snapshot(lines$snapshot),
        .copy(lines$copy)
    );
    card$counters$stored_bytes stored_bytes(
        .clock(stored_bytes$clock),
        .step(stored_bytes$step),
        .snapshot(stored_bytes$snapshot),
        .copy(stored_bytes$copy)
    );
    card$counters$remote_bytes remote_bytes(
        .clock(remote_bytes$clock),
        .step(remote_bytes$step),
        .snapshot(remote_bytes$snapshot),
        .copy(remote_bytes$copy)
    );
    card$counters$read_bytes read_bytes(
        .clock(read_bytes$clock),
        .step(read_bytes$step),
        .snapshot(read_bytes$snapshot),
        .copy(read_bytes$copy)
    );
    card$counters$stalls_host stalls_host(
        .clock(stalls_host$clock),
        .step(stalls_host$step),
        .snapshot(stalls_host$snapshot),
        .copy(stalls_host$copy)
    );
    card$counters$stalls_memory stalls_memory(
        .clock(stalls_memory$clock),
        .step(stalls_memory$step),
        .snapshot(stalls_memory$snapshot),
        .copy(stalls_memory$copy)
    );
    card$counters$stalls_mirror stalls_mirror(
        .clock(stalls_mirror$clock),
        .step(stalls_mirror$step),
        .snapshot(stalls_mirror$snapshot),
        .copy(stalls_mirror$copy)
    );
    card$counters$stalls_line stalls_line(
        .clock(stalls_line$clock),
        .step(stalls_line$step),
        .snapshot(stalls_line$snapshot),
        .copy(stalls_line$copy)
    );
    card$counters$stored_count stored_count(
        .enable(stored_count$enable),
        .bytes(stored_count$bytes)
    );
    card$counters$remote_count remote_count(
        .enable(remote_count$enable),
        .bytes(remote_count$bytes)
    );
    
    // Update code
    always @(*) begin
        taken$clock = clock;
        kept_tick$clock = clock;
        kept_sent$clock = clock;
        kept_received$clock = clock;
        taken$d = taken$q;
        kept_tick$d = kept_tick$q;
        kept_sent$d = kept_sent$q;
        kept_received$d = kept_received$q;
        posted_tlps$clock = clock;
        read_tlps$clock = clock;
        completion_tlps$clock = clock;
        host_tlps$clock = clock;
        lines$clock = clock;
        stored_bytes$clock = clock;
        remote_bytes$clock = clock;
        read_bytes$clock = clock;
        stalls_host$clock = clock;
        stalls_memory$clock = clock;
        stalls_mirror$clock = clock;
        stalls_line$clock = clock;
        snapshot = write & write_low & (write_word == at$snapshot);
        posted_tlps$snapshot = snapshot;
        read_tlps$snapshot = snapshot;
        completion_tlps$snapshot = snapshot;
        host_tlps$snapshot = snapshot;
        lines$snapshot = snapshot;
        stored_bytes$snapshot = snapshot;
        remote_bytes$snapshot = snapshot;
        read_bytes$snapshot = snapshot;
        stalls_host$snapshot = snapshot;
        stalls_memory$snapshot = snapshot;
        stalls_mirror$snapshot = snapshot;
        stalls_line$snapshot = snapshot;
        posted_tlps$step = ((posted_tlp) & 8'hff);
        read_tlps$step = ((read_tlp) & 8'hff);
        completion_tlps$step = ((completion_tlp) & 8'hff);
        host_tlps$step = ((host_tlp) & 8'hff);
        lines$step = ((line) & 8'hff);
        stalls_host$step = ((stall_host) & 8'hff);
        stalls_memory$step = ((stall_memory) & 8'hff);
        stalls_mirror$step = ((stall_mirror) & 8'hff);
        stalls_line$step = ((stall_line) & 8'hff);
        stored_count$enable = stored_enable;
        remote_count$enable = remote_enable;
        stored_bytes$step = ((32'h0) & 8'hff);
        if (stored) begin
            stored_bytes$step = stored_count$bytes;
        end
        remote_bytes$step = ((32'h0) & 8'hff);
        if (remote) begin
            remote_bytes$step = remote_count$bytes;
        end
        read_bytes$step = ((32'h0) & 8'hff);
        if (read) begin
            read_bytes$step = ((32'h10) & 8'hff);
        end
        if (snapshot) begin
            taken$d = taken$q + 32'h1;
            kept_tick$d = tick;
            kept_sent$d = frames_sent;
            kept_received$d = frames_received;
        end
        read_data = ((32'h0) & 64'hffffffffffffffff);
        if (read_word == at$header) begin
            read_data = header_word;
        end
        if (read_word == at$snapshot) begin
            read_data = ((taken$q) & 64'hffffffffffffffff) << 32'h20;
        end
        if (read_word == at$ticks) begin
            read_data = ((kept_tick$q) & 64'hffffffffffffffff);
        end
        if (read_word == at$frames_sent) begin
            read_data = kept_sent$q;
        end
        if (read_word == at$frames_received) begin
            read_data = kept_received$q;
        end
        if (read_word == at$posted_tlps) begin
            read_data = posted_tlps$copy;
        end
        if (read_word == at$read_tlps) begin
            read_data = read_tlps$copy;
        end
        if (read_word == at$completion_tlps) begin
            read_data = completion_tlps$copy;
        end
        if (read_word == at$host_tlps) begin
            read_data = host_tlps$copy;
        end
        if (read_word == at$lines) begin
            read_data = lines$copy;
        end
        if (read_word == at$stored_bytes) begin
            read_data = stored_bytes$copy;
        end
        if (read_word == at$remote_bytes) begin
            read_data = remote_bytes$copy;
        end
        if (read_word == at$read_bytes) begin
            read_data = read_bytes$copy;
        end
        if (read_word == at$stalls_host) begin
            read_data = stalls_host$copy;
        end
        if (read_word == at$stalls_memory) begin
            read_data = stalls_memory$copy;
        end
        if (read_word == at$stalls_mirror) begin
            read_data = stalls_mirror$copy;
        end
        if (read_word == at$stalls_line) begin
            read_data = stalls_line$copy;
        end
    end
    
endmodule // card$counters


module card$counters$completion_tlps(clock,step,snapshot,copy);
    
    // Module arguments
    input wire  clock;
    input wire  [7:0] step;
    input wire  snapshot;
    output reg  [63:0] copy;
    
    // Stub signals
    reg  [63:0] count$d;
    wire  [63:0] count$q;
    reg  count$clock;
    reg  [63:0] kept$d;
    wire  [63:0] kept$q;
    reg  kept$clock;
    
    // Sub module instances
    card$counters$completion_tlps$count count(
        .d(count$d),
        .q(count$q),
        .clock(count$clock)
    );
    card$counters$completion_tlps$kept kept(
        .d(kept$d),
        .q(kept$q),
        .clock(kept$clock)
    );
    
    // Update code
    always @(*) begin
        count$clock = clock;
        kept$clock = clock;
        count$d = count$q;
        kept$d = kept$q;
        if (|step) begin
            count$d = count$q + ((step) & 64'hffffffffffffffff);
        end
        if (snapshot) begin
            kept$d = count$q;
        end
        copy = kept$q;
    end
    
endmodule // card$counters$completion_tlps


module card$counters$completion_tlps$count(d,q,clock);
    
    // Module arguments
    input wire  [63:0] d;
    output reg  [63:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 64'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$counters$completion_tlps$count


module card$counters$completion_tlps$kept(d,q,clock);
    
    // Module arguments
    input wire  [63:0] d;
    output reg  [63:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 64'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$counters$completion_tlps$kept


module card$counters$host_tlps(clock,step,snapshot,copy);
    
    // Module arguments
    input wire  clock;
    input wire  [7:0] step;
    input wire  snapshot;
    output reg  [63:0] copy;
    
    // Stub signals
    reg  [63:0] count$d;
    wire  [63:0] count$q;
    reg  count$clock;
    reg  [63:0] kept$d;
    wire  [63:0] kept$q;
    reg  kept$clock;
    
    // Sub module instances
    card$counters$host_tlps$count count(
        .d(count$d),
        .q(count$q),
        .clock(count$clock)
    );
    card$counters$host_tlps$kept kept(
        .d(kept$d),
        .q(kept$q),
        .clock(kept$clock)
    );
    
    // Update code
    always @(*) begin
        count$clock = clock;
        kept$clock = clock;
        count$d = count$q;
        kept$d = kept$q;
        if (|step) begin
            count$d = count$q + ((step) & 64'hffffffffffffffff);
        end
        if (snapshot) begin
            kept$d = count$q;
        end
        copy = kept$q;
    end
    
endmodule // card$counters$host_tlps


module card$counters$host_tlps$count(d,q,clock);
    
    // Module arguments
    input wire  [63:0] d;
    output reg  [63:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 64'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$counters$host_tlps$count


module card$counters$host_tlps$kept(d,q,clock);
    
    // Module arguments
    input wire  [63:0] d;
    output reg  [63:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 64'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$counters$host_tlps$kept


module card$counters$kept_received(d,q,clock);
    
    // Module arguments
    input wire  [63:0] d;
    output reg  [63:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 64'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$counters$kept_received


module card$counters$kept_sent(d,q,clock);
    
    // Module arguments
    input wire  [63:0] d;
    output reg  [63:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 64'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$counters$kept_sent


module card$counters$kept_tick(d,q,clock);
    
    // Module arguments
    input wire  [47:0] d;
    output reg  [47:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 48'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$counters$kept_tick


module card$counters$lines(clock,step,snapshot,copy);
    
    // Module arguments
    input wire  clock;
    input wire  [7:0] step;
    input wire  snapshot;
    output reg  [63:0] copy;
    
    // Stub signals
    reg  [63:0] count$d;
    wire  [63:0] count$q;
    reg  count$clock;
    reg  [63:0] kept$d;
    wire  [63:0] kept$q;
    reg  kept$clock;
    
    // Sub module instances
    card$counters$lines$count count(
        .d(count$d),
        .q(count$q),
        .clock(count$clock)
    );
    card$counters$lines$kept kept(
        .d(kept$d),
        .q(kept$q),
        .clock(kept$clock)
    );
    
    // Update code
    always @(*) begin
        count$clock = clock;
        kept$clock = clock;
        count$d = count$q;
        kept$d = kept$q;
        if (|step) begin
            count$d = count$q + ((step) & 64'hffffffffffffffff);
        end
        if (snapshot) begin
            kept$d = count$q;
        end
        copy = kept$q;
    end
    
endmodule // card$counters$lines


module card$counters$lines$count(d,q,clock);
    
    // Module arguments
    input wire  [63:0] d;
    output reg  [63:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 64'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$counters$lines$count


module card$counters$lines$kept(d,q,clock);
    
    // Module arguments
    input wire  [63:0] d;
    output reg  [63:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 64'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$counters$lines$kept


module card$counters$posted_tlps(clock,step,snapshot,copy);
    
    // Module arguments
    input wire  clock;
    input wire  [7:0] step;
    input wire  snapshot;
    output reg  [63:0] copy;
    
    // Stub signals
    reg  [63:0] count$d;
    wire  [63:0] count$q;
    reg  count$clock;
    reg  [63:0] kept$d;
    wire  [63:0] kept$q;
    reg  kept$clock;
    
    // Sub module instances
    card$counters$posted_tlps$count count(
        .d(count$d),
        .q(count$q),
        .clock(count$clock)
    );
    card$counters$posted_tlps$kept kept(
        .d(kept$d),
        .q(kept$q),
        .clock(kept$clock)
    );
    
    // Update code
    always @(*) begin
        count$clock = clock;
        kept$clock = clock;
        count$d = count$q;
        kept$d = kept$q;
        if (|step) begin
            count$d = count$q + ((step) & 64'hffffffffffffffff);
        end
        if (snapshot) begin
            kept$d = count$q;
        end
        copy = kept$q;
    end
    
endmodule // card$counters$posted_tlps


module card$counters$posted_tlps$count(d,q,clock);
    
    // Module arguments
    input wire  [63:0] d;
    output reg  [63:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 64'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$counters$posted_tlps$count


module card$counters$posted_tlps$kept(d,q,clock);
    
    // Module arguments
    input wire  [63:0] d;
    output reg  [63:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 64'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$counters$posted_tlps$kept


module card$counters$read_bytes(clock,step,snapshot,copy);
    
    // Module arguments
    input wire  clock;
    input wire  [7:0] step;
    input wire  snapshot;
    output reg  [63:0] copy;
    
    // Stub signals
    reg  [63:0] count$d;
    wire  [63:0] count$q;
    reg  count$clock;
    reg  [63:0] kept$d;
    wire  [63:0] kept$q;
    reg  kept$clock;
    
    // Sub module instances
    card$counters$read_bytes$count count(
        .d(count$d),
        .q(count$q),
        .clock(count$clock)
    );
    card$counters$read_bytes$kept kept(
        .d(kept$d),
        .q(kept$q),
        .clock(kept$clock)
    );
    
    // Update code
    always @(*) begin
        count$clock = clock;
        kept$clock = clock;
        count$d = count$q;
        kept$d = kept$q;
        if (|step) begin
            count$d = count$q + ((step) & 64'hffffffffffffffff);
        end
        if (snapshot) begin
            kept$d = count$q;
        end
        copy = kept$q;
    end
    
endmodule // card$counters$read_bytes


module card$counters$read_bytes$count(d,q,clock);
    
    // Module arguments
    input wire  [63:0] d;
    output reg  [63:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 64'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$counters$read_bytes$count


module card$counters$read_bytes$kept(d,q,clock);
    
    // Module arguments
    input wire  [63:0] d;
    output reg  [63:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 64'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$counters$read_bytes$kept


module card$counters$read_tlps(clock,step,snapshot,copy);
    
    // Module arguments
    input wire  clock;
    input wire  [7:0] step;
    input wire  snapshot;
    output reg  [63:0] copy;
    
    // Stub signals
    reg  [63:0] count$d;
    wire  [63:0] count$q;
    reg  count$clock;
    reg  [63:0] kept$d;
    wire  [63:0] kept$q;
    reg  kept$clock;
    
    // Sub module instances
    card$counters$read_tlps$count count(
        .d(count$d),
        .q(count$q),
        .clock(count$clock)
    );
    card$counters$read_tlps$kept kept(
        .d(kept$d),
        .q(kept$q),
        .clock(kept$clock)
    );
    
    // Update code
    always @(*) begin
        count$clock = clock;
        kept$clock = clock;
        count$d = count$q;
        kept$d = kept$q;
        if (|step) begin
            count$d = count$q + ((step) & 64'hffffffffffffffff);
        end
        if (snapshot) begin
            kept$d = count$q;
        end
        copy = kept$q;
    end
    
endmodule // card$counters$read_tlps


module card$counters$read_tlps$count(d,q,clock);
    
    // Module arguments
    input wire  [63:0] d;
    output reg  [63:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 64'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$counters$read_tlps$count


module card$counters$read_tlps$kept(d,q,clock);
    
    // Module arguments
    input wire  [63:0] d;
    output reg  [63:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 64'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$counters$read_tlps$kept


module card$counters$remote_bytes(clock,step,snapshot,copy);
    
    // Module arguments
    input wire  clock;
    input wire  [7:0] step;
    input wire  snapshot;
    output reg  [63:0] copy;
    
    // Stub signals
    reg  [63:0] count$d;
    wire  [63:0] count$q;
    reg  count$clock;
    reg  [63:0] kept$d;
    wire  [63:0] kept$q;
    reg  kept$clock;
    
    // Sub module instances
    card$counters$remote_bytes$count count(
        .d(count$d),
        .q(count$q),
        .clock(count$clock)
    );
    card$counters$remote_bytes$kept kept(
        .d(kept$d),
        .q(kept$q),
        .clock(kept$clock)
    );
    
    // Update code
    always @(*) begin
        count$clock = clock;
        kept$clock = clock;
        count$d = count$q;
        kept$d = kept$q;
        if (|step) begin
            count$d = count$q + ((step) & 64'hffffffffffffffff);
        end
        if (snapshot) begin
            kept$d = count$q;
        end
        copy = kept$q;
    end
    
endmodule // card$counters$remote_bytes


module card$counters$remote_bytes$count(d,q,clock);
    
    // Module arguments
    input wire  [63:0] d;
    output reg  [63:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 64'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$counters$remote_bytes$count


module card$counters$remote_bytes$kept(d,q,clock);
    
    // Module arguments
    input wire  [63:0] d;
    output reg  [63:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 64'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$counters$remote_bytes$kept


module card$counters$remote_count(enable,bytes);
    
    // Module arguments
    input wire  [15:0] enable;
    output reg  [7:0] bytes;
    
    // Local signals
    reg  [15:0] pairs;
    reg  [15:0] fours;
    reg  [15:0] eights;
    reg  [15:0] all;
    
    // Update code
    always @(*) begin
        pairs = (enable & 32'h5555) + ((enable >> 32'h1) & 32'h5555);
        fours = (pairs & 32'h3333) + ((pairs >> 32'h2) & 32'h3333);
        eights = (fours & 32'hf0f) + ((fours >> 32'h4) & 32'hf0f);
        all = (eights & 32'h1f) + ((eights >> 32'h8) & 32'h1f);
        bytes = all[(32'h0)+:(8)];
    end
    
endmodule // card$counters$remote_count


module card$counters$stalls_host(clock,step,snapshot,copy);
    
    // Module arguments
    input wire  clock;
    input wire  [7:0] step;
    input wire  snapshot;
    output reg  [63:0] copy;
    
    // Stub signals
    reg  [63:0] count$d;
    wire  [63:0] count$q;
    reg  count$clock;
    reg  [63:0] kept$d;
    wire  [63:0] kept$q;
    reg  kept$clock;
    
    // Sub module instances
    card$counters$stalls_host$count count(
        .d(count$d),
        .q(count$q),
        .clock(count$clock)
    );
    card$counters$stalls_host$kept kept(
        .d(kept$d),
        .q(kept$q),
        .clock(kept$clock)
    );
    
    // Update code
    always @(*) begin
        count$clock = clock;
        kept$clock = clock;
        count$d = count$q;
        kept$d = kept$q;
        if (|step) begin
            count$d = count$q + ((step) & 64'hffffffffffffffff);
        end
        if (snapshot) begin
            kept$d = count$q;
        end
        copy = kept$q;
    end
    
endmodule // card$counters$stalls_host


module card$counters$stalls_host$count(d,q,clock);
    
    // Module arguments
    input wire  [63:0] d;
    output reg  [63:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 64'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$counters$stalls_host$count


module card$counters$stalls_host$kept(d,q,clock);
    
    // Module arguments
    input wire  [63:0] d;
    output reg  [63:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 64'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$counters$stalls_host$kept


module card$counters$stalls_line(clock,step,snapshot,copy);
    
    // Module arguments
    input wire  clock;
    input wire  [7:0] step;
    input wire  snapshot;
    output reg  [63:0] copy;
    
    // Stub signals
    reg  [63:0] count$d;
    wire  [63:0] count$q;
    reg  count$clock;
    reg  [63:0] kept$d;
    wire  [63:0] kept$q;
    reg  kept$clock;
    
    // Sub module instances
    card$counters$stalls_line$count count(
        .d(count$d),
        .q(count$q),
        .clock(count$clock)
    );
    card$counters$stalls_line$kept kept(
        .d(kept$d),
        .q(kept$q),
        .clock(kept$clock)
    );
    
    // Update code
    always @(*) begin
        count$clock = clock;
        kept$clock = clock;
        count$d = count$q;
        kept$d = kept$q;
        if (|step) begin
            count$d = count$q + ((step) & 64'hffffffffffffffff);
        end
        if (snapshot) begin
            kept$d = count$q;
        end
        copy = kept$q;
    end
    
endmodule // card$counters$stalls_line


module card$counters$stalls_line$count(d,q,clock);
    
    // Module arguments
    input wire  [63:0] d;
    output reg  [63:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 64'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$counters$stalls_line$count


module card$counters$stalls_line$kept(d,q,clock);
    
    // Module arguments
    input wire  [63:0] d;
    output reg  [63:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 64'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$counters$stalls_line$kept


module card$counters$stalls_memory(clock,step,snapshot,copy);
    
    // Module arguments
    input wire  clock;
    input wire  [7:0] step;
    input wire  snapshot;
    output reg  [63:0] copy;
    
    // Stub signals
    reg  [63:0] count$d;
    wire  [63:0] count$q;
    reg  count$clock;
    reg  [63:0] kept$d;
    wire  [63:0] kept$q;
    reg  kept$clock;
    
    // Sub module instances
    card$counters$stalls_memory$count count(
        .d(count$d),
        .q(count$q),
        .clock(count$clock)
    );
    card$counters$stalls_memory$kept kept(
        .d(kept$d),
        .q(kept$q),
        .clock(kept$clock)
    );
    
    // Update code
    always @(*) begin
        count$clock = clock;
        kept$clock = clock;
        count$d = count$q;
        kept$d = kept$q;
        if (|step) begin
            count$d = count$q + ((step) & 64'hffffffffffffffff);
        end
        if (snapshot) begin
            kept$d = count$q;
        end
        copy = kept$q;
    end
    
endmodule // card$counters$stalls_memory


module card$counters$stalls_memory$count(d,q,clock);
    
    // Module arguments
    input wire  [63:0] d;
    output reg  [63:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 64'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$counters$stalls_memory$count


module card$counters$stalls_memory$kept(d,q,clock);
    
    // Module arguments
    input wire  [63:0] d;
    output reg  [63:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 64'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$counters$stalls_memory$kept


module card$counters$stalls_mirror(clock,step,snapshot,copy);
    
    // Module arguments
    input wire  clock;
    input wire  [7:0] step;
    input wire  snapshot;
    output reg  [63:0] copy;
    
    // Stub signals
    reg  [63:0] count$d;
    wire  [63:0] count$q;
    reg  count$clock;
    reg  [63:0] kept$d;
    wire  [63:0] kept$q;
    reg  kept$clock;
    
    // Sub module instances
    card$counters$stalls_mirror$count count(
        .d(count$d),
        .q(count$q),
        .clock(count$clock)
    );
    card$counters$stalls_mirror$kept kept(
        .d(kept$d),
        .q(kept$q),
        .clock(kept$clock)
    );
    
    // Update code
    always @(*) begin
        count$clock = clock;
        kept$clock = clock;
        count$d = count$q;
        kept$d = kept$q;
        if (|step) begin
            count$d = count$q + ((step) & 64'hffffffffffffffff);
        end
        if (snapshot) begin
            kept$d = count$q;
        end
        copy = kept$q;
    end
    
endmodule // card$counters$stalls_mirror


module card$counters$stalls_mirror$count(d,q,clock);
    
    // Module arguments
    input wire  [63:0] d;
    output reg  [63:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 64'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$counters$stalls_mirror$count


module card$counters$stalls_mirror$kept(d,q,clock);
    
    // Module arguments
    input wire  [63:0] d;
    output reg  [63:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 64'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$counters$stalls_mirror$kept


module card$counters$stored_bytes(clock,step,snapshot,copy);
    
    // Module arguments
    input wire  clock;
    input wire  [7:0] step;
    input wire  snapshot;
    output reg  [63:0] copy;
    
    // Stub signals
    reg  [63:0] count$d;
    wire  [63:0] count$q;
    reg  count$clock;
    reg  [63:0] kept$d;
    wire  [63:0] kept$q;
    reg  kept$clock;
    
    // Sub module instances
    card$counters$stored_bytes$count count(
        .d(count$d),
        .q(count$q),
        .clock(count$clock)
    );
    card$counters$stored_bytes$kept kept(
        .d(kept$d),
        .q(kept$q),
        .clock(kept$clock)
    );
    
    // Update code
    always @(*) begin
        count$clock = clock;
        kept$clock = clock;
        count$d = count$q;
        kept$d = kept$q;
        if (|step) begin
            count$d = count$q + ((step) & 64'hffffffffffffffff);
        end
        if (snapshot) begin
            kept$d = count$q;
        end
        copy = kept$q;
    end
    
endmodule // card$counters$stored_bytes


module card$counters$stored_bytes$count(d,q,clock);
    
    // Module arguments
    input wire  [63:0] d;
    output reg  [63:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 64'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$counters$stored_bytes$count


module card$counters$stored_bytes$kept(d,q,clock);
    
    // Module arguments
    input wire  [63:0] d;
    output reg  [63:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 64'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$counters$stored_bytes$kept


module card$counters$stored_count(enable,bytes);
    
    // Module arguments
    input wire  [15:0] enable;
    output reg  [7:0] bytes;
    
    // Local signals
    reg  [15:0] pairs;
    reg  [15:0] fours;
    reg  [15:0] eights;
    reg  [15:0] all;
    
    // Update code
    always @(*) begin
        pairs = (enable & 32'h5555) + ((enable >> 32'h1) & 32'h5555);
        fours = (pairs & 32'h3333) + ((pairs >> 32'h2) & 32'h3333);
        eights = (fours & 32'hf0f) + ((fours >> 32'h4) & 32'hf0f);
        all = (eights & 32'h1f) + ((eights >> 32'h8) & 32'h1f);
        bytes = all[(32'h0)+:(8)];
    end
    
endmodule // card$counters$stored_count


module card$counters$taken(d,q,clock);
    
    // Module arguments
    input wire  [31:0] d;
    output reg  [31:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 32'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$counters$taken


module card$event_ring(clock,write,write_word,write_data,write_low,read_word,read_data,tick,ready,generation,state,link_is_up,peer_card_id,mirror_is_lost,drop_ordered,resync_unreadable,fenced,hole0,hole1,local0,local1,rejected,crc_wrong,line_queue,line_ticket,corrected,uncorrected,error_at,failed,battery,tested,test_result,erase_over,erase_state,coding);
    
    // Module arguments
    input wire  clock;
    input wire  write;
    input wire  [12:0] write_word;
    input wire  [63:0] write_data;
    input wire  write_low;
    input wire  [12:0] read_word;
    output reg  [63:0] read_data;
    input wire  [47:0] tick;
    input wire  ready;
    input wire  [15:0] generation;
    input wire  [31:0] state;
    input wire  link_is_up;
    input wire  [63:0] peer_card_id;
    input wire  mirror_is_lost;
    input wire  drop_ordered;
    input wire  resync_unreadable;
    input wire  [1:0] fenced;
    input wire  hole0;
    input wire  hole1;
    input wire  [47:0] local0;
    input wire  [47:0] local1;
    input wire  rejected;
    input wire  crc_wrong;
    input wire  line_queue;
    input wire  [31:0] line_ticket;
    input wire  corrected;
    input wire  uncorrected;
    input wire  [31:0] error_at;
    input wire  failed;
    input wire  battery;
    input wire  tested;
    input wire  [63:0] test_result;
    input wire  erase_over;
    input wire  [31:0] erase_state;
    input wire  [1:0] coding;
    
    // Constant declarations
    localparam  at$header = 13'b111100000;
    localparam  at$waiting = 13'b111100001;
    localparam  at$code = 13'b111100010;
    localparam  at$argument = 13'b111100011;
    localparam  at$tick = 13'b111100100;
    localparam  at$consume = 13'b111100101;
    localparam  header_word = 64'h1000d;
    localparam  by_host = 64'h1;
    localparam  by_fence = 64'h2;
    localparam  by_memory = 64'h3;
    localparam  by_stall = 64'h4;
    localparam  by_partner = 64'h5;
    
    // Stub signals
    reg  sources$0$clock;
    reg  sources$0$fire;
    reg  [63:0] sources$0$argument;
    reg  sources$0$take;
    wire  sources$0$waiting;
    wire  [15:0] sources$0$code;
    wire  [15:0] sources$0$place;
    wire  [63:0] sources$0$waiting_argument;
    wire  sources$0$lost;
    reg  sources$1$clock;
    reg  sources$1$fire;
    reg  [63:0] sources$1$argument;
    reg  sources$1$take;
    wire  sources$1$waiting;
    wire  [15:0] sources$1$code;
    wire  [15:0] sources$1$place;
    wire  [63:0] sources$1$waiting_argument;
    wire  sources$1$lost;
    reg  sources$2$clock;
    reg  sources$2$fire;
    reg  [63:0] sources$2$argument;
    reg  sources$2$take;
    wire  sources$2$waiting;
    wire  [15:0] sources$2$code;
    wire  [15:0] sources$2$place;
    wire  [63:0] sources$2$waiting_argument;
    wire  sources$2$lost;
    reg  sources$3$clock;
    reg  sources$3$fire;
    reg  [63:0] sources$3$argument;
    reg  sources$3$take;
    wire  sources$3$waiting;
    wire  [15:0] sources$3$code;
    wire  [15:0] sources$3$place;
    wire  [63:0] sources$3$waiting_argument;
    wire  sources$3$lost;
    reg  sources$4$clock;
    reg  sources$4$fire;
    reg  [63:0] sources$4$argument;
    reg  sources$4$take;
    wire  sources$4$waiting;
    wire  [15:0] sources$4$code;
    wire  [15:0] sources$4$place;
    wire  [63:0] sources$4$waiting_argument;
    wire  sources$4$lost;
    reg  sources$5$clock;
    reg  sources$5$fire;
    reg  [63:0] sources$5$argument;
    reg  sources$5$take;
    wire  sources$5$waiting;
    wire  [15:0] sources$5$code;
    wire  [15:0] sources$5$place;
    wire  [63:0] sources$5$waiting_argument;
    wire  sources$5$lost;
    reg  sources$6$clock;
    reg  sources$6$fire;
    reg  [63:0] sources$6$argument;
    reg  sources$6$take;
    wire  sources$6$waiting;
    wire  [15:0] sources$6$code;
    wire  [15:0] sources$6$place;
    wire  [63:0] sources$6$waiting_argument;
    wire  sources$6$lost;
    reg  sources$7$clock;
    reg  sources$7$fire;
    reg  [63:0] sources$7$argument;
    reg  sources$7$take;
    wire  sources$7$waiting;
    wire  [15:0] sources$7$code;
    wire  [15:0] sources$7$place;
    wire  [63:0] sources$7$waiting_argument;
    wire  sources$7$lost;
    reg  sources$8$clock;
    reg  sources$8$fire;
    reg  [63:0] sources$8$argument;
    reg  sources$8$take;
    wire  sources$8$waiting;
    wire  [15:0] sources$8$code;
    wire  [15:0] sources$8$place;
    wire  [63:0] sources$8$waiting_argument;
    wire  sources$8$lost;
    reg  sources$9$clock;
    reg  sources$9$fire;
    reg  [63:0] sources$9$argument;
    reg  sources$9$take;
    wire  sources$9$waiting;
    wire  [15:0] sources$9$code;
    wire  [15:0] sources$9$place;
    wire  [63:0] sources$9$waiting_argument;
    wire  sources$9$lost;
    reg  sources$10$clock;
    reg  sources$10$fire;
    reg  [63:0] sources$10$argument;
    reg  sources$10$take;
    wire  sources$10$waiting;
    wire  [15:0] sources$10$code;
    wire  [15:0] sources$10$place;
    wire  [63:0] sources$10$waiting_argument;
    wire  sources$10$lost;
    reg  sources$11$clock;
    reg  sources$11$fire;
    reg  [63:0] sources$11$argument;
    reg  sources$11$take;
    wire  sources$11$waiting;
    wire  [15:0] sources$11$code;
    wire  [15:0] sources$11$place;
    wire  [63:0] sources$11$waiting_argument;
    wire  sources$11$lost;
    reg  sources$12$clock;
    reg  sources$12$fire;
    reg  [63:0] sources$12$argument;
    reg  sources$12$take;
    wire  sources$12$waiting;
    wire  [15:0] sources$12$code;
    wire  [15:0] sources$12$place;
    wire  [63:0] sources$12$waiting_argument;
    wire  sources$12$lost;
    reg  sources$13$clock;
    reg  sources$13$fire;
    reg  [63:0] sources$13$argument;
    reg  sources$13$take;
    wire  sources$13$waiting;
    wire  [15:0] sources$13$code;
    wire  [15:0] sources$13$place;
    wire  [63:0] sources$13$waiting_argument;
    wire  sources$13$lost;
    reg  sources$14$clock;
    reg  sources$14$fire;
    reg  [63:0] sources$14$argument;
    reg  sources$14$take;
    wire  sources$14$waiting;
    wire  [15:0] sources$14$code;
    wire  [15:0] sources$14$place;
    wire  [63:0] sources$14$waiting_argument;
    wire  sources$14$lost;
    reg  sources$15$clock;
    reg  sources$15$fire;
    reg  [63:0] sources$15$argument;
    reg  sources$15$take;
    wire  sources$15$waiting;
    wire  [15:0] sources$15$code;
    wire  [15:0] sources$15$place;
    wire  [63:0] sources$15$waiting_argument;
    wire  sources$15$lost;
    reg  ring$clock;
    reg  ring$reset;
    reg  ring$write;
    reg  [159:0] ring$data_in;
    reg  ring$commit;
    reg  ring$rollback;
    wire  [5:0] ring$used;
    wire  ring$empty;
    wire  ring$valid;
    wire  [159:0] ring$data_out;
    reg  ring$ready;
    reg  [31:0] lost$d;
    wire  [31:0] lost$q;
    reg  lost$clock;
    reg  [31:0] last$d;
    wire  [31:0] last$q;
    reg  last$clock;
    reg  was_ready$d;
    wire  was_ready$q;
    reg  was_ready$clock;
    reg  was_up$d;
    wire  was_up$q;
    reg  was_up$clock;
    reg  was_lost$d;
    wire  was_lost$q;
    reg  was_lost$clock;
    reg  [1:0] was_fenced$d;
    wire  [1:0] was_fenced$q;
    reg  was_fenced$clock;
    reg  was_hole0$d;
    wire  was_hole0$q;
    reg  was_hole0$clock;
    reg  was_hole1$d;
    wire  was_hole1$q;
    reg  was_hole1$clock;
    reg  was_failed$d;
    wire  was_failed$q;
    reg  was_failed$clock;
    reg  was_battery$d;
    wire  was_battery$q;
    reg  was_battery$clock;
    reg  [1:0] was_coding$d;
    wire  [1:0] was_coding$q;
    reg  was_coding$clock;
    reg  [3:0] came_up$d;
    wire  [3:0] came_up$q;
    reg  came_up$clock;
    reg  [3:0] dropping$d;
    wire  [3:0] dropping$q;
    reg  dropping$clock;
    reg  [3:0] unreadable$d;
    wire  [3:0] unreadable$q;
    reg  unreadable$clock;
    reg  [3:0] refused$d;
    wire  [3:0] refused$q;
    reg  refused$clock;
    
    // Local signals
    reg  [1:0] new_fences;
    reg  [63:0] reason;
    reg  [63:0] line_argument;
    reg  full;
    reg  [15:0] waits;
    reg  [15:0] complement;
    reg  [15:0] negative;
    reg  [15:0] first;
    reg  any;
    reg  any_lost;
    reg  pushed;
    reg  overflow;
    reg  [31:0] next_number;
    reg  [15:0] chosen_code;
    reg  [63:0] chosen_argument;
    reg  [159:0] entry;
    reg  [159:0] head;
    reg  [31:0] low;
    
    // Sub module instances
    card$event_ring$sources$0 sources$0(
        .clock(sources$0$clock),
        .fire(sources$0$fire),
        .argument(sources$0$argument),
        .take(sources$0$take),
        .waiting(sources$0$waiting),
        .code(sources$0$code),
        .place(sources$0$place),
        .waiting_argument(sources$0$waiting_argument),
        .lost(sources$0$lost)
    );
    card$event_ring$sources$1 sources$1(
        .clock(sources$1$clock),
        .fire(sources$1$fire),
        .argument(sources$1$argument),
        .take(sources$1$take),
        .waiting(sources$1$waiting),
        .code(sources$1$code),
        .place(sources$1$place),
        .waiting_argument(sources$1$waiting_argument),
        .lost(sources$1$lost)
    );
    card$event_ring$sources$2 sources$2(
        .clock(sources$2$clock),
        .fire(sources$2$fire),
        .argument(sources$2$argument),
        .take(sources$2$take),
        .waiting(sources$2$waiting),
        .code(sources$2$code),
        .place(sources$2$place),
        .waiting_argument(sources$2$waiting_argument),
        .lost(sources$2$lost)
    );
    card$event_ring$sources$3 sources$3(
        .clock(sources$3$clock),
        .fire(sources$3$fire),
        .argument(sources$3$argument),
        .take(sources$3$take),
        .waiting(sources$3$waiting),
        .code(sources$3$code),
        .place(sources$3$place),
        .waiting_argument(sources$3$waiting_argument),
        .lost(sources$3$lost)
    );
    card$event_ring$sources$4 sources$4(
        .clock(sources$4$clock),
        .fire(sources$4$fire),
        .argument(sources$4$argument),
        .take(sources$4$take),
        .waiting(sources$4$waiting),
        .code(sources$4$code),
        .place(sources$4$place),
        .waiting_argument(sources$4$waiting_argument),
        .lost(sources$4$lost)
    );
    card$event_ring$sources$5 sources$5(
        .clock(sources$5$clock),
        .fire(sources$5$fire),
        .argument(sources$5$argument),
        .take(sources$5$take),
        .waiting(sources$5$waiting),
        .code(sources$5$code),
        .place(sources$5$place),
        .waiting_argument(sources$5$waiting_argument),
        .lost(sources$5$lost)
    );
    card$event_ring$sources$6 sources$6(
        .clock(sources$6$clock),
        .fire(sources$6$fire),
        .argument(sources$6$argument),
        .take(sources$6$take),
        .waiting(sources$6$waiting),
        .code(sources$6$code),
        .place(sources$6$place),
        .waiting_argument(sources$6$waiting_argument),
        .lost(sources$6$lost)
    );
    card$event_ring$sources$7 sources$7(
        .clock(sources$7$clock),
        .fire(sources$7$fire),
        .argument(sources$7$argument),
        .take(sources$7$take),
        .waiting(sources$7$waiting),
        .code(sources$7$code),
        .place(sources$7$place),
        .waiting_argument(sources$7$waiting_argument),
        .lost(sources$7$lost)
    );
    card$event_ring$sources$8 sources$8(
        .clock(sources$8$clock),
        .fire(sources$8$fire),
        .argument(sources$8$argument),
        .take(sources$8$take),
        .waiting(sources$8$waiting),
        .code(sources$8$code),
        .place(sources$8$place),
        .waiting_argument(sources$8$waiting_argument),
        .lost(sources$8$lost)
    );
    card$event_ring$sources$9 sources$9(
        .clock(sources$9$clock),
        .fire(sources$9$fire),
        .argument(sources$9$argument),
        .take(sources$9$take),
        .waiting(sources$9$waiting),
        .code(sources$9$code),
        .place(sources$9$place),
        .waiting_argument(sources$9$waiting_argument),
        .lost(sources$9$lost)
    );
    card$event_ring$sources$10 sources$10(
        .clock(sources$10$clock),
        .fire(sources$10$fire),
        .argument(sources$10$argument),
        .take(sources$10$take),
        .waiting(sources$10$waiting),
        .code(sources$10$code),
        .place(sources$10$place),
        .waiting_argument(sources$10$waiting_argument),
        .lost(sources$10$lost)
    );
    card$event_ring$sources$11 sources$11(
        .clock(sources$11$clock),
        .fire(sources$11$fire),
        .argument(sources$11$argument),
        .take(sources$11$take),
        .waiting(sources$11$waiting),
        .code(sources$11$code),
        .place(sources$11$place),
        .waiting_argument(sources$11$waiting_argument),
        .lost(sources$11$lost)
    );
    card$event_ring$sources$12 sources$12(
        .clock(sources$12$clock),
        .fire(sources$12$fire),
        .argument(sources$12$argument),
        .take(sources$12$take),
        .waiting(sources$12$waiting),
        .code(sources$12$code),
        .place(sources$12$place),
        .waiting_argument(sources$12$waiting_argument),
        .lost(sources$12$lost)
    );
    card$event_ring$sources$13 sources$13(
        .clock(sources$13$clock),
        .fire(sources$13$fire),
        .argument(sources$13$argument),
        .take(sources$13$take),
        .waiting(sources$13$waiting),
        .code(sources$13$code),
        .place(sources$13$place),
        .waiting_argument(sources$13$waiting_argument),
        .lost(sources$13$lost)
    );
    card$event_ring$sources$14 sources$14(
        .clock(sources$14$clock),
        .fire(sources$14$fire),
        .argument(sources$14$argument),
        .take(sources$14$take),
        .waiting(sources$14$waiting),
        .code(sources$14$code),
        .place(sources$14$place),
        .waiting_argument(sources$14$waiting_argument),
        .lost(sources$14$lost)
    );
    card$event_ring$sources$15 sources$15(
        .clock(sources$15$clock),
        .fire(sources$15$fire),
        .argument(sources$15$argument),
        .take(sources$15$take),
        .waiting(sources$15$waiting),
        .code(sources$15$code),
        .place(sources$15$place),
        .waiting_argument(sources$15$waiting_argument),
        .lost(sources$15$lost)
    );
    card$event_ring$ring ring(
        .clock(ring$clock),
        .reset(ring$reset),
        .write(ring$write),
        .data_in(ring$data_in),
        .commit(ring$commit),
        .rollback(ring$rollback),
        .used(ring$used),
        .empty(ring$empty),
        .valid(ring$valid),
        .data_out(ring$data_out),
        .ready(ring$ready)
    );
    card$event_ring$lost lost(
        .d(lost$d),
        .q(lost$q),
        .clock(lost$clock)
    );
    card$event_ring$last last(
        .d(last$d),
        .q(last$q),
        .clock(last$clock)
    );
    card$event_ring$was_ready was_ready(
        .d(was_ready$d),
        .q(was_ready$q),
        .clock(was_ready$clock)
    );
    card$event_ring$was_up was_up(
        .d(was_up$d),
        .q(was_up$q),
        .clock(was_up$clock)
    );
    card$event_ring$was_lost was_lost(
        .d(was_lost$d),
        .q(was_lost$q),
        .clock(was_lost$clock)
    );
    card$event_ring$was_fenced was_fenced(
        .d(was_fenced$d),
        .q(was_fenced$q),
        .clock(was_fenced$clock)
    );
    card$event_ring$was_hole0 was_hole0(
        .d(was_hole0$d),
        .q(was_hole0$q),
        .clock(was_hole0$clock)
    );
    card$event_ring$was_hole1 was_hole1(
        .d(was_hole1$d),
        .q(was_hole1$q),
        .clock(was_hole1$clock)
    );
    card$event_ring$was_failed was_failed(
        .d(was_failed$d),
        .q(was_failed$q),
        .clock(was_failed$clock)
    );
    card$event_ring$was_battery was_battery(
        .d(was_battery$d),
        .q(was_battery$q),
        .clock(was_battery$clock)
    );
    card$event_ring$was_coding was_coding(
        .d(was_coding$d),
        .q(was_coding$q),
        .clock(was_coding$clock)
    );
    card$event_ring$came_up came_up(
        .d(came_up$d),
        .q(came_up$q),
        .clock(came_up$clock)
    );
    card$event_ring$dropping dropping(
        .d(dropping$d),
        .q(dropping$q),
        .clock(dropping$clock)
    );
    card$event_ring$unreadable unreadable(
        .d(unreadable$d),
        .q(unreadable$q),
        .clock(unreadable$clock)
    );
    card$event_ring$refused refused(
        .d(refused$d),
        .q(refused$q),
        .clock(refused$clock)
    );
    
    // Update code
    always @(*) begin
        lost$clock = clock;
        last$clock = clock;
        was_ready$clock = clock;
        was_up$clock = clock;
        was_lost$clock = clock;
        was_fenced$clock = clock;
        was_hole0$clock = clock;
        was_hole1$clock = clock;
        was_failed$clock = clock;
        was_battery$clock = clock;
        was_coding$clock = clock;
        came_up$clock = clock;
        dropping$clock = clock;
        unreadable$clock = clock;
        refused$clock = clock;
        lost$d = lost$q;
        last$d = last$q;
        was_ready$d = was_ready$q;
        was_up$d = was_up$q;
        was_lost$d = was_lost$q;
        was_fenced$d = was_fenced$q;
        was_hole0$d = was_hole0$q;
        was_hole1$d = was_hole1$q;
        was_failed$d = was_failed$q;
        was_battery$d = was_battery$q;
        was_coding$d = was_coding$q;
        came_up$d = came_up$q;
        dropping$d = dropping$q;
        unreadable$d = unreadable$q;
        refused$d = refused$q;
        ring$clock = clock;
        sources$0$clock = clock;
        sources$0$argument = ((32'h0) & 64'hffffffffffffffff);
        sources$1$clock = clock;
        sources$1$argument = ((32'h0) & 64'hffffffffffffffff);
        sources$2$clock = clock;
        sources$2$argument = ((32'h0) & 64'hffffffffffffffff);
        sources$3$clock = clock;
        sources$3$argument = ((32'h0) & 64'hffffffffffffffff);
        sources$4$clock = clock;
        sources$4$argument = ((32'h0) & 64'hffffffffffffffff);
        sources$5$clock = clock;
        sources$5$argument = ((32'h0) & 64'hffffffffffffffff);
        sources$6$clock = clock;
        sources$6$argument = ((32'h0) & 64'hffffffffffffffff);
        sources$7$clock = clock;
        sources$7$argument = ((32'h0) & 64'hffffffffffffffff);
        sources$8$clock = clock;
        sources$8$argument = ((32'h0) & 64'hffffffffffffffff);
        sources$9$clock = clock;
        sources$9$argument = ((32'h0) & 64'hffffffffffffffff);
        sources$10$clock = clock;
        sources$10$argument = ((32'h0) & 64'hffffffffffffffff);
        sources$11$clock = clock;
        sources$11$argument = ((32'h0) & 64'hffffffffffffffff);
        sources$12$clock = clock;
        sources$12$argument = ((32'h0) & 64'hffffffffffffffff);
        sources$13$clock = clock;
        sources$13$argument = ((32'h0) & 64'hffffffffffffffff);
        sources$14$clock = clock;
        sources$14$argument = ((32'h0) & 64'hffffffffffffffff);
        sources$15$clock = clock;
        sources$15$argument = ((32'h0) & 64'hffffffffffffffff);
        was_ready$d = ready;
        sources$0$fire = ready & ~was_ready$q;
        sources$0$argument = (((state) & 64'hffffffffffffffff) << 32'h20) | ((generation) & 64'hffffffffffffffff);
        was_up$d = link_is_up;
        sources$1$fire = link_is_up & ~was_up$q;
        sources$1$argument = peer_card_id;
        sources$2$fire = ~link_is_up & was_up$q;
        was_fenced$d = fenced;
        new_fences = fenced & ~was_fenced$q;
        sources$4$fire = new_fences != 32'h0;
        sources$4$argument = ((fenced) & 64'hffffffffffffffff);
        came_up$d = (came_up$q << 32'h1) | ((sources$1$fire) & 4'hf);
        dropping$d = (dropping$q << 32'h1) | ((drop_ordered) & 4'hf);
        unreadable$d = (unreadable$q << 32'h1) | ((resync_unreadable) & 4'hf);
        refused$d = (refused$q << 32'h1) | ((sources$4$fire) & 4'hf);
        reason = by_stall;
        if (|came_up$q | sources$1$fire) begin
            reason = by_partner;
        end
        if (|refused$q | sources$4$fire) begin
            reason = by_fence;
        end
        if (|unreadable$q | resync_unreadable) begin
            reason = by_memory;
        end
        if (|dropping$q | drop_ordered) begin
            reason = by_host;
        end
        was_lost$d = ~mirror_is_lost;
        sources$3$fire = mirror_is_lost & was_lost$q;
        sources$3$argument = reason;
        was_hole0$d = hole0;
        sources$5$fire = hole0 & ~was_hole0$q;
        sources$5$argument = ((local0) & 64'hffffffffffffffff);
        was_hole1$d = hole1;
        sources$6$fire = hole1 & ~was_hole1$q;
        sources$6$argument = ((local1) & 64'hffffffffffffffff) | (((32'h1) & 64'hffffffffffffffff) << 32'h30);
        line_argument = ((line_ticket) & 64'hffffffffffffffff);
        if (line_queue) begin
            line_argument = ((line_ticket) & 64'hffffffffffffffff) | (((32'h1) & 64'hffffffffffffffff) << 32'h30);
        end
        sources$7$fire = rejected;
        sources$7$argument = line_argument;
        sources$8$fire = crc_wrong;
        sources$8$argument = line_argument;
        sources$9$fire = corrected;
        sources$9$argument = ((error_at) & 64'hffffffffffffffff);
        sources$10$fire = uncorrected;
        sources$10$argument = ((error_at) & 64'hffffffffffffffff);
        was_failed$d = failed;
        sources$11$fire = failed & ~was_failed$q;
        was_battery$d = battery;
        sources$12$fire = (battery ^ was_battery$q) & was_ready$q;
        if (battery) begin
            sources$12$argument = ((32'h1) & 64'hffffffffffffffff);
        end
        sources$13$fire = tested;
        sources$13$argument = test_result;
        sources$14$fire = erase_over;
        sources$14$argument = ((erase_state) & 64'hffffffffffffffff);
        was_coding$d = coding;
        sources$15$fire = coding != was_coding$q;
        sources$15$argument = ((coding) & 64'hffffffffffffffff);
        waits = ((32'h0) & 16'hffff);
        any_lost = 1'b0;
        if (sources$0$waiting) begin
            waits = waits | sources$0$place;
        end
        if (sources$0$lost) begin
            any_lost = 1'b1;
        end
        if (sources$1$waiting) begin
            waits = waits | sources$1$place;
        end
        if (sources$1$lost) begin
            any_lost = 1'b1;
        end
        if (sources$2$waiting) begin
            waits = waits | sources$2$place;
        end
        if (sources$2$lost) begin
            any_lost = 1'b1;
        end
        if (sources$3$waiting) begin
            waits = waits | sources$3$place;
        end
        if (sources$3$lost) begin
            any_lost = 1'b1;
        end
        if (sources$4$waiting) begin
            waits = waits | sources$4$place;
        end
        if (sources$4$lost) begin
            any_lost = 1'b1;
        end
        if (sources$5$waiting) begin
            waits = waits | sources$5$place;
        end
        if (sources$5$lost) begin
            any_lost = 1'b1;
        end
        if (sources$6$waiting) begin
            waits = waits | sources$6$place;
        end
        if (sources$6$lost) begin
            any_lost = 1'b1;
        end
        if (sources$7$waiting) begin
            waits = waits | sources$7$place;
        end
        if (sources$7$lost) begin
            any_lost = 1'b1;
        end
        if (sources$8$waiting) begin
            waits = waits | sources$8$place;
        end
        if (sources$8$lost) begin
            any_lost = 1'b1;
        end
        if (sources$9$waiting) begin
            waits = waits | sources$9$place;
        end
        if (sources$9$lost) begin
            any_lost = 1'b1;
        end
        if (sources$10$waiting) begin
            waits = waits | sources$10$place;
        end
        if (sources$10$lost) begin
            any_lost = 1'b1;
        end
        if (sources$11$waiting) begin
            waits = waits | sources$11$place;
        end
        if (sources$11$lost) begin
            any_lost = 1'b1;
        end
        if (sources$12$waiting) begin
            waits = waits | sources$12$place;
        end
        if (sources$12$lost) begin
            any_lost = 1'b1;
        end
        if (sources$13$waiting) begin
            waits = waits | sources$13$place;
        end
        if (sources$13$lost) begin
            any_lost = 1'b1;
        end
        if (sources$14$waiting) begin
            waits = waits | sources$14$place;
        end
        if (sources$14$lost) begin
            any_lost = 1'b1;
        end
        if (sources$15$waiting) begin
            waits = waits | sources$15$place;
        end
        if (sources$15$lost) begin
            any_lost = 1'b1;
        end
        complement = ~waits;
        negative = complement + 32'h1;
        first = waits & negative;
        any = waits != 32'h0;
        chosen_code = ((32'h0) & 16'hffff);
        chosen_argument = ((32'h0) & 64'hffffffffffffffff);
        sources$0$take = first[0];
        if (first[0]) begin
            chosen_code = sources$0$code;
            chosen_argument = sources$0$waiting_argument;
        end
        sources$1$take = first[1];
        if (first[1]) begin
            chosen_code = sources$1$code;
            chosen_argument = sources$1$waiting_argument;
        end
        sources$2$take = first[2];
        if (first[2]) begin
            chosen_code = sources$2$code;
            chosen_argument = sources$2$waiting_argument;
        end
        sources$3$take = first[3];
        if (first[3]) begin
            chosen_code = sources$3$code;
            chosen_argument = sources$3$waiting_argument;
        end
        sources$4$take = first[4];
        if (first[4]) begin
            chosen_code = sources$4$code;
            chosen_argument = sources$4$waiting_argument;
        end
        sources$5$take = first[5];
        if (first[5]) begin
            chosen_code = sources$5$code;
            chosen_argument = sources$5$waiting_argument;
        end
        sources$6$take = first[6];
        if (first[6]) begin
            chosen_code = sources$6$code;
            chosen_argument = sources$6$waiting_argument;
        end
        sources$7$take = first[7];
        if (first[7]) begin
            chosen_code = sources$7$code;
            chosen_argument = sources$7$waiting_argument;
        end
        sources$8$take = first[8];
        if (first[8]) begin
            chosen_code = sources$8$code;
            chosen_argument = sources$8$waiting_argument;
        end
        sources$9$take = first[9];
        if (first[9]) begin
            chosen_code = sources$9$code;
            chosen_argument = sources$9$waiting_argument;
        end
        sources$10$take = first[10];
        if (first[10]) begin
            chosen_code = sources$10$code;
            chosen_argument = sources$10$waiting_argument;
        end
        sources$11$take = first[11];
        if (first[11]) begin
            chosen_code = sources$11$code;
            chosen_argument = sources$11$waiting_argument;
        end
        sources$12$take = first[12];
        if (first[12]) begin
            chosen_code = sources$12$code;
            chosen_argument = sources$12$waiting_argument;
        end
        sources$13$take = first[13];
        if (first[13]) begin
            chosen_code = sources$13$code;
            chosen_argument = sources$13$waiting_argument;
        end
        sources$14$take = first[14];
        if (first[14]) begin
            chosen_code = sources$14$code;
            chosen_argument = sources$14$waiting_argument;
        end
        sources$15$take = first[15];
        if (first[15]) begin
            chosen_code = sources$15$code;
            chosen_argument = sources$15$waiting_argument;
        end
        full = ring$used >= 32'h20;
        pushed = any & ~full;
        overflow = (any & full) | any_lost;
        next_number = last$q + 32'h1;
        if (any) begin
            last$d = next_number;
        end
        if (any_lost) begin
            last$d = next_number;
            if (any) begin
                last$d = next_number + 32'h1;
            end
        end
        if (overflow) begin
            lost$d = lost$q + 32'h1;
            if ((any & full) & any_lost) begin
                lost$d = lost$q + 32'h2;
            end
        end
        entry[(64'h0)+:(16)] = chosen_code;
        entry[(64'h10)+:(48)] = tick;
        entry[(64'h40)+:(32)] = next_number;
        entry[(64'h60)+:(64)] = chosen_argument;
        ring$data_in = entry;
        ring$write = pushed;
        ring$commit = pushed;
        ring$rollback = 1'b0;
        ring$reset = 1'b0;
        head = ring$data_out;
        low = write_data[(32'h0)+:(32)];
        ring$ready = (write & write_low) & (write_word == at$consume) & (low == head[(32'h40)+:(32)]);
        read_data = ((32'h0) & 64'hffffffffffffffff);
        if (read_word == at$header) begin
            read_data = header_word;
        end
        if (read_word == at$waiting) begin
            read_data = (((lost$q) & 64'hffffffffffffffff) << 32'h20) | ((ring$used) & 64'hffffffffffffffff);
        end
        if (ring$valid) begin
            if (read_word == at$code) begin
                read_data = (((head[(32'h40)+:(32)]) & 64'hffffffffffffffff) << 32'h20) | ((head[(32'h0)+:(16)]) & 64'hffffffffffffffff);
            end
            if (read_word == at$argument) begin
                read_data = head[(32'h60)+:(64)];
            end
            if (read_word == at$tick) begin
                read_data = ((head[(32'h10)+:(48)]) & 64'hffffffffffffffff);
            end
        end
    end
    
endmodule // card$event_ring


module card$event_ring$came_up(d,q,clock);
    
    // Module arguments
    input wire  [3:0] d;
    output reg  [3:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 4'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$event_ring$came_up


module card$event_ring$dropping(d,q,clock);
    
    // Module arguments
    input wire  [3:0] d;
    output reg  [3:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 4'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$event_ring$dropping


module card$event_ring$last(d,q,clock);
    
    // Module arguments
    input wire  [31:0] d;
    output reg  [31:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 32'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$event_ring$last


module card$event_ring$lost(d,q,clock);
    
    // Module arguments
    input wire  [31:0] d;
    output reg  [31:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 32'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$event_ring$lost


module card$event_ring$refused(d,q,clock);
    
    // Module arguments
    input wire  [3:0] d;
    output reg  [3:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 4'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$event_ring$refused


module card$event_ring$ring(clock,reset,write,data_in,commit,rollback,used,empty,valid,data_out,ready);
    
    // Module arguments
    input wire  clock;
    input wire  reset;
    input wire  write;
    input wire  [159:0] data_in;
    input wire  commit;
    input wire  rollback;
    output reg  [5:0] used;
    output reg  empty;
    output reg  valid;
    output reg  [159:0] data_out;
    input wire  ready;
    
    // Stub signals
    reg  [4:0] ram$read_address;
    reg  ram$read_clock;
    wire  [159:0] ram$read_data;
    reg  [4:0] ram$write_address;
    reg  ram$write_clock;
    reg  [159:0] ram$write_data;
    reg  ram$write_enable;
    reg  [5:0] written$d;
    wire  [5:0] written$q;
    reg  written$clock;
    reg  [5:0] committed$d;
    wire  [5:0] committed$q;
    reg  committed$clock;
    reg  [5:0] read$d;
    wire  [5:0] read$q;
    reg  read$clock;
    reg  head$d;
    wire  head$q;
    reg  head$clock;
    
    // Local signals
    reg  [5:0] base;
    reg  [5:0] tail;
    reg  [5:0] address;
    reg  advance;
    
    // Sub module instances
    card$event_ring$ring$ram ram(
        .read_address(ram$read_address),
        .read_clock(ram$read_clock),
        .read_data(ram$read_data),
        .write_address(ram$write_address),
        .write_clock(ram$write_clock),
        .write_data(ram$write_data),
        .write_enable(ram$write_enable)
    );
    card$event_ring$ring$written written(
        .d(written$d),
        .q(written$q),
        .clock(written$clock)
    );
    card$event_ring$ring$committed committed(
        .d(committed$d),
        .q(committed$q),
        .clock(committed$clock)
    );
    card$event_ring$ring$read read(
        .d(read$d),
        .q(read$q),
        .clock(read$clock)
    );
    card$event_ring$ring$head head(
        .d(head$d),
        .q(head$q),
        .clock(head$clock)
    );
    
    // Update code
    always @(*) begin
        written$clock = clock;
        committed$clock = clock;
        read$clock = clock;
        head$clock = clock;
        written$d = written$q;
        committed$d = committed$q;
        read$d = read$q;
        head$d = head$q;
        ram$read_clock = clock;
        ram$write_clock = clock;
        base = written$q;
        if (rollback) begin
            base = committed$q;
        end
        tail = base;
        if (write) begin
            tail = base + 32'h1;
        end
        ram$write_enable = write;
        ram$write_address = ((base) & 5'h1f);
        ram$write_data = data_in;
        written$d = tail;
        if (commit) begin
            committed$d = tail;
        end
        advance = ~head$q | ready;
        address = read$q;
        if (advance) begin
            head$d = 1'b0;
            if (read$q != committed$q) begin
                head$d = 1'b1;
                read$d = read$q + 32'h1;
            end
        end
        else begin
            address = read$q - 32'h1;
        end
        ram$read_address = ((address) & 5'h1f);
        valid = head$q;
        data_out = ram$read_data;
        used = written$q - read$q;
        if (head$q) begin
            used = (written$q - read$q) + 32'h1;
        end
        empty = ~head$q & (read$q == committed$q);
        if (reset) begin
            written$d = ((32'h0) & 6'h3f);
            committed$d = ((32'h0) & 6'h3f);
            read$d = ((32'h0) & 6'h3f);
            head$d = 1'b0;
        end
    end
    
endmodule // card$event_ring$ring


module card$event_ring$ring$committed(d,q,clock);
    
    // Module arguments
    input wire  [5:0] d;
    output reg  [5:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 6'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$event_ring$ring$committed


module card$event_ring$ring$head(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$event_ring$ring$head


module card$event_ring$ring$ram(read_address,read_clock,read_data,write_address,write_clock,write_data,write_enable);
    
    // Module arguments
    input wire  [4:0] read_address;
    input wire  read_clock;
    output reg  [159:0] read_data;
    input wire  [4:0] write_address;
    input wire  write_clock;
    input wire  [159:0] write_data;
    input wire  write_enable;
    
    // Update code (custom)
    reg[159:0] mem[31:0];
    
    
    
    always @(posedge read_clock) begin
       read_data <= mem[read_address];
    end
    
    always @(posedge write_clock) begin
       if (write_enable) begin
          mem[write_address] <= write_data;
       end
    end
                
endmodule // card$event_ring$ring$ram


module card$event_ring$ring$read(d,q,clock);
    
    // Module arguments
    input wire  [5:0] d;
    output reg  [5:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 6'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$event_ring$ring$read


module card$event_ring$ring$written(d,q,clock);
    
    // Module arguments
    input wire  [5:0] d;
    output reg  [5:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 6'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$event_ring$ring$written


module card$event_ring$sources$0(clock,fire,argument,take,waiting,code,place,waiting_argument,lost);
    
    // Module arguments
    input wire  clock;
    input wire  fire;
    input wire  [63:0] argument;
    input wire  take;
    output reg  waiting;
    output reg  [15:0] code;
    output reg  [15:0] place;
    output reg  [63:0] waiting_argument;
    output reg  lost;
    
    // Constant declarations
    localparam  number = 16'h1;
    localparam  bit = 16'h1;
    
    // Stub signals
    reg  occupied$d;
    wire  occupied$q;
    reg  occupied$clock;
    reg  [63:0] kept$d;
    wire  [63:0] kept$q;
    reg  kept$clock;
    
    // Sub module instances
    card$event_ring$sources$0$occupied occupied(
        .d(occupied$d),
        .q(occupied$q),
        .clock(occupied$clock)
    );
    card$event_ring$sources$0$kept kept(
        .d(kept$d),
        .q(kept$q),
        .clock(kept$clock)
    );
    
    // Update code
    always @(*) begin
        occupied$clock = clock;
        kept$clock = clock;
        occupied$d = occupied$q;
        kept$d = kept$q;
        lost = fire & occupied$q & ~take;
        if (take) begin
            occupied$d = 1'b0;
        end
        if (fire & ~lost) begin
            occupied$d = 1'b1;
            kept$d = argument;
        end
        waiting = occupied$q;
        code = number;
        place = bit;
        waiting_argument = kept$q;
    end
    
endmodule // card$event_ring$sources$0


module card$event_ring$sources$0$kept(d,q,clock);
    
    // Module arguments
    input wire  [63:0] d;
    output reg  [63:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 64'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$event_ring$sources$0$kept


module card$event_ring$sources$0$occupied(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$event_ring$sources$0$occupied


module card$event_ring$sources$1(clock,fire,argument,take,waiting,code,place,waiting_argument,lost);
    
    // Module arguments
    input wire  clock;
    input wire  fire;
    input wire  [63:0] argument;
    input wire  take;
    output reg  waiting;
    output reg  [15:0] code;
    output reg  [15:0] place;
    output reg  [63:0] waiting_argument;
    output reg  lost;
    
    // Constant declarations
    localparam  number = 16'h2;
    localparam  bit = 16'h2;
    
    // Stub signals
    reg  occupied$d;
    wire  occupied$q;
    reg  occupied$clock;
    reg  [63:0] kept$d;
    wire  [63:0] kept$q;
    reg  kept$clock;
    
    // Sub module instances
    card$event_ring$sources$1$occupied occupied(
        .d(occupied$d),
        .q(occupied$q),
        .clock(occupied$clock)
    );
    card$event_ring$sources$1$kept kept(
        .d(kept$d),
        .q(kept$q),
        .clock(kept$clock)
    );
    
    // Update code
    always @(*) begin
        occupied$clock = clock;
        kept$clock = clock;
        occupied$d = occupied$q;
        kept$d = kept$q;
        lost = fire & occupied$q & ~take;
        if (take) begin
            occupied$d = 1'b0;
        end
        if (fire & ~lost) begin
            occupied$d = 1'b1;
            kept$d = argument;
        end
        waiting = occupied$q;
        code = number;
        place = bit;
        waiting_argument = kept$q;
    end
    
endmodule // card$event_ring$sources$1


module card$event_ring$sources$1$kept(d,q,clock);
    
    // Module arguments
    input wire  [63:0] d;
    output reg  [63:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 64'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$event_ring$sources$1$kept


module card$event_ring$sources$1$occupied(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$event_ring$sources$1$occupied


module card$event_ring$sources$10(clock,fire,argument,take,waiting,code,place,waiting_argument,lost);
    
    // Module arguments
    input wire  clock;
    input wire  fire;
    input wire  [63:0] argument;
    input wire  take;
    output reg  waiting;
    output reg  [15:0] code;
    output reg  [15:0] place;
    output reg  [63:0] waiting_argument;
    output reg  lost;
    
    // Constant declarations
    localparam  number = 16'ha;
    localparam  bit = 16'h400;
    
    // Stub signals
    reg  occupied$d;
    wire  occupied$q;
    reg  occupied$clock;
    reg  [63:0] kept$d;
    wire  [63:0] kept$q;
    reg  kept$clock;
    
    // Sub module instances
    card$event_ring$sources$10$occupied occupied(
        .d(occupied$d),
        .q(occupied$q),
        .clock(occupied$clock)
    );
    card$event_ring$sources$10$kept kept(
        .d(kept$d),
        .q(kept$q),
        .clock(kept$clock)
    );
    
    // Update code
    always @(*) begin
        occupied$clock = clock;
        kept$clock = clock;
        occupied$d = occupied$q;
        kept$d = kept$q;
        lost = fire & occupied$q & ~take;
        if (take) begin
            occupied$d = 1'b0;
        end
        if (fire & ~lost) begin
            occupied$d = 1'b1;
            kept$d = argument;
        end
        waiting = occupied$q;
        code = number;
        place = bit;
        waiting_argument = kept$q;
    end
    
endmodule // card$event_ring$sources$10


module card$event_ring$sources$10$kept(d,q,clock);
    
    // Module arguments
    input wire  [63:0] d;
    output reg  [63:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 64'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$event_ring$sources$10$kept


module card$event_ring$sources$10$occupied(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$event_ring$sources$10$occupied


module card$event_ring$sources$11(clock,fire,argument,take,waiting,code,place,waiting_argument,lost);
    
    // Module arguments
    input wire  clock;
    input wire  fire;
    input wire  [63:0] argument;
    input wire  take;
    output reg  waiting;
    output reg  [15:0] code;
    output reg  [15:0] place;
    output reg  [63:0] waiting_argument;
    output reg  lost;
    
    // Constant declarations
    localparam  number = 16'hb;
    localparam  bit = 16'h800;
    
    // Stub signals
    reg  occupied$d;
    wire  occupied$q;
    reg  occupied$clock;
    reg  [63:0] kept$d;
    wire  [63:0] kept$q;
    reg  kept$clock;
    
    // Sub module instances
    card$event_ring$sources$11$occupied occupied(
        .d(occupied$d),
        .q(occupied$q),
        .clock(occupied$clock)
    );
    card$event_ring$sources$11$kept kept(
        .d(kept$d),
        .q(kept$q),
        .clock(kept$clock)
    );
    
    // Update code
    always @(*) begin
        occupied$clock = clock;
        kept$clock = clock;
        occupied$d = occupied$q;
        kept$d = kept$q;
        lost = fire & occupied$q & ~take;
        if (take) begin
            occupied$d = 1'b0;
        end
        if (fire & ~lost) begin
            occupied$d = 1'b1;
            kept$d = argument;
        end
        waiting = occupied$q;
        code = number;
        place = bit;
        waiting_argument = kept$q;
    end
    
endmodule // card$event_ring$sources$11


module card$event_ring$sources$11$kept(d,q,clock);
    
    // Module arguments
    input wire  [63:0] d;
    output reg  [63:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 64'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$event_ring$sources$11$kept


module card$event_ring$sources$11$occupied(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$event_ring$sources$11$occupied


module card$event_ring$sources$12(clock,fire,argument,take,waiting,code,place,waiting_argument,lost);
    
    // Module arguments
    input wire  clock;
    input wire  fire;
    input wire  [63:0] argument;
    input wire  take;
    output reg  waiting;
    output reg  [15:0] code;
    output reg  [15:0] place;
    output reg  [63:0] waiting_argument;
    output reg  lost;
    
    // Constant declarations
    localparam  number = 16'hc;
    localparam  bit = 16'h1000;
    
    // Stub signals
    reg  occupied$d;
    wire  occupied$q;
    reg  occupied$clock;
    reg  [63:0] kept$d;
    wire  [63:0] kept$q;
    reg  kept$clock;
    
    // Sub module instances
    card$event_ring$sources$12$occupied occupied(
        .d(occupied$d),
        .q(occupied$q),
        .clock(occupied$clock)
    );
    card$event_ring$sources$12$kept kept(
        .d(kept$d),
        .q(kept$q),
        .clock(kept$clock)
    );
    
    // Update code
    always @(*) begin
        occupied$clock = clock;
        kept$clock = clock;
        occupied$d = occupied$q;
        kept$d = kept$q;
        lost = fire & occupied$q & ~take;
        if (take) begin
            occupied$d = 1'b0;
        end
        if (fire & ~lost) begin
            occupied$d = 1'b1;
            kept$d = argument;
        end
        waiting = occupied$q;
        code = number;
        place = bit;
        waiting_argument = kept$q;
    end
    
endmodule // card$event_ring$sources$12


module card$event_ring$sources$12$kept(d,q,clock);
    
    // Module arguments
    input wire  [63:0] d;
    output reg  [63:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 64'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$event_ring$sources$12$kept


module card$event_ring$sources$12$occupied(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$event_ring$sources$12$occupied


module card$event_ring$sources$13(clock,fire,argument,take,waiting,code,place,waiting_argument,lost);
    
    // Module arguments
    input wire  clock;
    input wire  fire;
    input wire  [63:0] argument;
    input wire  take;
    output reg  waiting;
    output reg  [15:0] code;
    output reg  [15:0] place;
    output reg  [63:0] waiting_argument;
    output reg  lost;
    
    // Constant declarations
    localparam  number = 16'hd;
    localparam  bit = 16'h2000;
    
    // Stub signals
    reg  occupied$d;
    wire  occupied$q;
    reg  occupied$clock;
    reg  [63:0] kept$d;
    wire  [63:0] kept$q;
    reg  kept$clock;
    
    // Sub module instances
    card$event_ring$sources$13$occupied occupied(
        .d(occupied$d),
        .q(occupied$q),
        .clock(occupied$clock)
    );
    card$event_ring$sources$13$kept kept(
        .d(kept$d),
        .q(kept$q),
        .clock(kept$clock)
    );
    
    // Update code
    always @(*) begin
        occupied$clock = clock;
        kept$clock = clock;
        occupied$d = occupied$q;
        kept$d = kept$q;
        lost = fire & occupied$q & ~take;
        if (take) begin
            occupied$d = 1'b0;
        end
        if (fire & ~lost) begin
            occupied$d = 1'b1;
            kept$d = argument;
        end
        waiting = occupied$q;
        code = number;
        place = bit;
        waiting_argument = kept$q;
    end
    
endmodule // card$event_ring$sources$13


module card$event_ring$sources$13$kept(d,q,clock);
    
    // Module arguments
    input wire  [63:0] d;
    output reg  [63:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 64'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$event_ring$sources$13$kept


module card$event_ring$sources$13$occupied(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$event_ring$sources$13$occupied


module card$event_ring$sources$14(clock,fire,argument,take,waiting,code,place,waiting_argument,lost);
    
    // Module arguments
    input wire  clock;
    input wire  fire;
    input wire  [63:0] argument;
    input wire  take;
    output reg  waiting;
    output reg  [15:0] code;
    output reg  [15:0] place;
    output reg  [63:0] waiting_argument;
    output reg  lost;
    
    // Constant declarations
    localparam  number = 16'he;
    localparam  bit = 16'h4000;
    
    // Stub signals
    reg  occupied$d;
    wire  occupied$q;
    reg  occupied$clock;
    reg  [63:0] kept$d;
    wire  [63:0] kept$q;
    reg  kept$clock;
    
    // Sub module instances
    card$event_ring$sources$14$occupied occupied(
        .d(occupied$d),
        .q(occupied$q),
        .clock(occupied$clock)
    );
    card$event_ring$sources$14$kept kept(
        .d(kept$d),
        .q(kept$q),
        .clock(kept$clock)
    );
    
    // Update code
    always @(*) begin
        occupied$clock = clock;
        kept$clock = clock;
        occupied$d = occupied$q;
        kept$d = kept$q;
        lost = fire & occupied$q & ~take;
        if (take) begin
            occupied$d = 1'b0;
        end
        if (fire & ~lost) begin
            occupied$d = 1'b1;
            kept$d = argument;
        end
        waiting = occupied$q;
        code = number;
        place = bit;
        waiting_argument = kept$q;
    end
    
endmodule // card$event_ring$sources$14


module card$event_ring$sources$14$kept(d,q,clock);
    
    // Module arguments
    input wire  [63:0] d;
    output reg  [63:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 64'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$event_ring$sources$14$kept


module card$event_ring$sources$14$occupied(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$event_ring$sources$14$occupied


module card$event_ring$sources$15(clock,fire,argument,take,waiting,code,place,waiting_argument,lost);
    
    // Module arguments
    input wire  clock;
    input wire  fire;
    input wire  [63:0] argument;
    input wire  take;
    output reg  waiting;
    output reg  [15:0] code;
    output reg  [15:0] place;
    output reg  [63:0] waiting_argument;
    output reg  lost;
    
    // Constant declarations
    localparam  number = 16'hf;
    localparam  bit = 16'h8000;
    
    // Stub signals
    reg  occupied$d;
    wire  occupied$q;
    reg  occupied$clock;
    reg  [63:0] kept$d;
    wire  [63:0] kept$q;
    reg  kept$clock;
    
    // Sub module instances
    card$event_ring$sources$15$occupied occupied(
        .d(occupied$d),
        .q(occupied$q),
        .clock(occupied$clock)
    );
    card$event_ring$sources$15$kept kept(
        .d(kept$d),
        .q(kept$q),
        .clock(kept$clock)
    );
    
    // Update code
    always @(*) begin
        occupied$clock = clock;
        kept$clock = clock;
        occupied$d = occupied$q;
        kept$d = kept$q;
        lost = fire & occupied$q & ~take;
        if (take) begin
            occupied$d = 1'b0;
        end
        if (fire & ~lost) begin
            occupied$d = 1'b1;
            kept$d = argument;
        end
        waiting = occupied$q;
        code = number;
        place = bit;
        waiting_argument = kept$q;
    end
    
endmodule // card$event_ring$sources$15


module card$event_ring$sources$15$kept(d,q,clock);
    
    // Module arguments
    input wire  [63:0] d;
    output reg  [63:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 64'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$event_ring$sources$15$kept


module card$event_ring$sources$15$occupied(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$event_ring$sources$15$occupied


module card$event_ring$sources$2(clock,fire,argument,take,waiting,code,place,waiting_argument,lost);
    
    // Module arguments
    input wire  clock;
    input wire  fire;
    input wire  [63:0] argument;
    input wire  take;
    output reg  waiting;
    output reg  [15:0] code;
    output reg  [15:0] place;
    output reg  [63:0] waiting_argument;
    output reg  lost;
    
    // Constant declarations
    localparam  number = 16'h3;
    localparam  bit = 16'h4;
    
    // Stub signals
    reg  occupied$d;
    wire  occupied$q;
    reg  occupied$clock;
    reg  [63:0] kept$d;
    wire  [63:0] kept$q;
    reg  kept$clock;
    
    // Sub module instances
    card$event_ring$sources$2$occupied occupied(
        .d(occupied$d),
        .q(occupied$q),
        .clock(occupied$clock)
    );
    card$event_ring$sources$2$kept kept(
        .d(kept$d),
        .q(kept$q),
        .clock(kept$clock)
    );
    
    // Update code
    always @(*) begin
        occupied$clock = clock;
        kept$clock = clock;
        occupied$d = occupied$q;
        kept$d = kept$q;
        lost = fire & occupied$q & ~take;
        if (take) begin
            occupied$d = 1'b0;
        end
        if (fire & ~lost) begin
            occupied$d = 1'b1;
            kept$d = argument;
        end
        waiting = occupied$q;
        code = number;
        place = bit;
        waiting_argument = kept$q;
    end
    
endmodule // card$event_ring$sources$2


module card$event_ring$sources$2$kept(d,q,clock);
    
    // Module arguments
    input wire  [63:0] d;
    output reg  [63:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 64'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$event_ring$sources$2$kept


module card$event_ring$sources$2$occupied(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$event_ring$sources$2$occupied


module card$event_ring$sources$3(clock,fire,argument,take,waiting,code,place,waiting_argument,lost);
    
    // Module arguments
    input wire  clock;
    input wire  fire;
    input wire  [63:0] argument;
    input wire  take;
    output reg  waiting;
    output reg  [15:0] code;
    output reg  [15:0] place;
    output reg  [63:0] waiting_argument;
    output reg  lost;
    
    // Constant declarations
    localparam  number = 16'h4;
    localparam  bit = 16'h8;
    
    // Stub signals
    reg  occupied$d;
    wire  occupied$q;
    reg  occupied$clock;
    reg  [63:0] kept$d;
    wire  [63:0] kept$q;
    reg  kept$clock;
    
    // Sub module instances
    card$event_ring$sources$3$occupied occupied(
        .d(occupied$d),
        .q(occupied$q),
        .clock(occupied$clock)
    );
    card$event_ring$sources$3$kept kept(
        .d(kept$d),
        .q(kept$q),
        .clock(kept$clock)
    );
    
    // Update code
    always @(*) begin
        occupied$clock = clock;
        kept$clock = clock;
        occupied$d = occupied$q;
        kept$d = kept$q;
        lost = fire & occupied$q & ~take;
        if (take) begin
            occupied$d = 1'b0;
        end
        if (fire & ~lost) begin
            occupied$d = 1'b1;
            kept$d = argument;
        end
        waiting = occupied$q;
        code = number;
        place = bit;
        waiting_argument = kept$q;
    end
    
endmodule // card$event_ring$sources$3


module card$event_ring$sources$3$kept(d,q,clock);
    
    // Module arguments
    input wire  [63:0] d;
    output reg  [63:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 64'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$event_ring$sources$3$kept


module card$event_ring$sources$3$occupied(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$event_ring$sources$3$occupied


module card$event_ring$sources$4(clock,fire,argument,take,waiting,code,place,waiting_argument,lost);
    
    // Module arguments
    input wire  clock;
    input wire  fire;
    input wire  [63:0] argument;
    input wire  take;
    output reg  waiting;
    output reg  [15:0] code;
    output reg  [15:0] place;
    output reg  [63:0] waiting_argument;
    output reg  lost;
    
    // Constant declarations
    localparam  number = 16'h5;
    localparam  bit = 16'h10;
    
    // Stub signals
    reg  occupied$d;
    wire  occupied$q;
    reg  occupied$clock;
    reg  [63:0] kept$d;
    wire  [63:0] kept$q;
    reg  kept$clock;
    
    // Sub module instances
    card$event_ring$sources$4$occupied occupied(
        .d(occupied$d),
        .q(occupied$q),
        .clock(occupied$clock)
    );
    card$event_ring$sources$4$kept kept(
        .d(kept$d),
        .q(kept$q),
        .clock(kept$clock)
    );
    
    // Update code
    always @(*) begin
        occupied$clock = clock;
        kept$clock = clock;
        occupied$d = occupied$q;
        kept$d = kept$q;
        lost = fire & occupied$q & ~take;
        if (take) begin
            occupied$d = 1'b0;
        end
        if (fire & ~lost) begin
            occupied$d = 1'b1;
            kept$d = argument;
        end
        waiting = occupied$q;
        code = number;
        place = bit;
        waiting_argument = kept$q;
    end
    
endmodule // card$event_ring$sources$4


module card$event_ring$sources$4$kept(d,q,clock);
    
    // Module arguments
    input wire  [63:0] d;
    output reg  [63:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 64'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$event_ring$sources$4$kept


module card$event_ring$sources$4$occupied(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$event_ring$sources$4$occupied


module card$event_ring$sources$5(clock,fire,argument,take,waiting,code,place,waiting_argument,lost);
    
    // Module arguments
    input wire  clock;
    input wire  fire;
    input wire  [63:0] argument;
    input wire  take;
    output reg  waiting;
    output reg  [15:0] code;
    output reg  [15:0] place;
    output reg  [63:0] waiting_argument;
    output reg  lost;
    
    // Constant declarations
    localparam  number = 16'h6;
    localparam  bit = 16'h20;
    
    // Stub signals
    reg  occupied$d;
    wire  occupied$q;
    reg  occupied$clock;
    reg  [63:0] kept$d;
    wire  [63:0] kept$q;
    reg  kept$clock;
    
    // Sub module instances
    card$event_ring$sources$5$occupied occupied(
        .d(occupied$d),
        .q(occupied$q),
        .clock(occupied$clock)
    );
    card$event_ring$sources$5$kept kept(
        .d(kept$d),
        .q(kept$q),
        .clock(kept$clock)
    );
    
    // Update code
    always @(*) begin
        occupied$clock = clock;
        kept$clock = clock;
        occupied$d = occupied$q;
        kept$d = kept$q;
        lost = fire & occupied$q & ~take;
        if (take) begin
            occupied$d = 1'b0;
        end
        if (fire & ~lost) begin
            occupied$d = 1'b1;
            kept$d = argument;
        end
        waiting = occupied$q;
        code = number;
        place = bit;
        waiting_argument = kept$q;
    end
    
endmodule // card$event_ring$sources$5


module card$event_ring$sources$5$kept(d,q,clock);
    
    // Module arguments
    input wire  [63:0] d;
    output reg  [63:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 64'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$event_ring$sources$5$kept


module card$event_ring$sources$5$occupied(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$event_ring$sources$5$occupied


module card$event_ring$sources$6(clock,fire,argument,take,waiting,code,place,waiting_argument,lost);
    
    // Module arguments
    input wire  clock;
    input wire  fire;
    input wire  [63:0] argument;
    input wire  take;
    output reg  waiting;
    output reg  [15:0] code;
    output reg  [15:0] place;
    output reg  [63:0] waiting_argument;
    output reg  lost;
    
    // Constant declarations
    localparam  number = 16'h6;
    localparam  bit = 16'h40;
    
    // Stub signals
    reg  occupied$d;
    wire  occupied$q;
    reg  occupied$clock;
    reg  [63:0] kept$d;
    wire  [63:0] kept$q;
    reg  kept$clock;
    
    // Sub module instances
    card$event_ring$sources$6$occupied occupied(
        .d(occupied$d),
        .q(occupied$q),
        .clock(occupied$clock)
    );
    card$event_ring$sources$6$kept kept(
        .d(kept$d),
        .q(kept$q),
        .clock(kept$clock)
    );
    
    // Update code
    always @(*) begin
        occupied$clock = clock;
        kept$clock = clock;
        occupied$d = occupied$q;
        kept$d = kept$q;
        lost = fire & occupied$q & ~take;
        if (take) begin
            occupied$d = 1'b0;
        end
        if (fire & ~lost) begin
            occupied$d = 1'b1;
            kept$d = argument;
        end
        waiting = occupied$q;
        code = number;
        place = bit;
        waiting_argument = kept$q;
    end
    
endmodule // card$event_ring$sources$6


module card$event_ring$sources$6$kept(d,q,clock);
    
    // Module arguments
    input wire  [63:0] d;
    output reg  [63:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 64'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$event_ring$sources$6$kept


module card$event_ring$sources$6$occupied(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$event_ring$sources$6$occupied


module card$event_ring$sources$7(clock,fire,argument,take,waiting,code,place,waiting_argument,lost);
    
    // Module arguments
    input wire  clock;
    input wire  fire;
    input wire  [63:0] argument;
    input wire  take;
    output reg  waiting;
    output reg  [15:0] code;
    output reg  [15:0] place;
    output reg  [63:0] waiting_argument;
    output reg  lost;
    
    // Constant declarations
    localparam  number = 16'h7;
    localparam  bit = 16'h80;
    
    // Stub signals
    reg  occupied$d;
    wire  occupied$q;
    reg  occupied$clock;
    reg  [63:0] kept$d;
    wire  [63:0] kept$q;
    reg  kept$clock;
    
    // Sub module instances
    card$event_ring$sources$7$occupied occupied(
        .d(occupied$d),
        .q(occupied$q),
        .clock(occupied$clock)
    );
    card$event_ring$sources$7$kept kept(
        .d(kept$d),
        .q(kept$q),
        .clock(kept$clock)
    );
    
    // Update code
    always @(*) begin
        occupied$clock = clock;
        kept$clock = clock;
        occupied$d = occupied$q;
        kept$d = kept$q;
        lost = fire & occupied$q & ~take;
        if (take) begin
            occupied$d = 1'b0;
        end
        if (fire & ~lost) begin
            occupied$d = 1'b1;
            kept$d = argument;
        end
        waiting = occupied$q;
        code = number;
        place = bit;
        waiting_argument = kept$q;
    end
    
endmodule // card$event_ring$sources$7


module card$event_ring$sources$7$kept(d,q,clock);
    
    // Module arguments
    input wire  [63:0] d;
    output reg  [63:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 64'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$event_ring$sources$7$kept


module card$event_ring$sources$7$occupied(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$event_ring$sources$7$occupied


module card$event_ring$sources$8(clock,fire,argument,take,waiting,code,place,waiting_argument,lost);
    
    // Module arguments
    input wire  clock;
    input wire  fire;
    input wire  [63:0] argument;
    input wire  take;
    output reg  waiting;
    output reg  [15:0] code;
    output reg  [15:0] place;
    output reg  [63:0] waiting_argument;
    output reg  lost;
    
    // Constant declarations
    localparam  number = 16'h8;
    localparam  bit = 16'h100;
    
    // Stub signals
    reg  occupied$d;
    wire  occupied$q;
    reg  occupied$clock;
    reg  [63:0] kept$d;
    wire  [63:0] kept$q;
    reg  kept$clock;
    
    // Sub module instances
    card$event_ring$sources$8$occupied occupied(
        .d(occupied$d),
        .q(occupied$q),
        .clock(occupied$clock)
    );
    card$event_ring$sources$8$kept kept(
        .d(kept$d),
        .q(kept$q),
        .clock(kept$clock)
    );
    
    // Update code
    always @(*) begin
        occupied$clock = clock;
        kept$clock = clock;
        occupied$d = occupied$q;
        kept$d = kept$q;
        lost = fire & occupied$q & ~take;
        if (take) begin
            occupied$d = 1'b0;
        end
        if (fire & ~lost) begin
            occupied$d = 1'b1;
            kept$d = argument;
        end
        waiting = occupied$q;
        code = number;
        place = bit;
        waiting_argument = kept$q;
    end
    
endmodule // card$event_ring$sources$8


module card$event_ring$sources$8$kept(d,q,clock);
    
    // Module arguments
    input wire  [63:0] d;
    output reg  [63:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 64'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$event_ring$sources$8$kept


module card$event_ring$sources$8$occupied(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$event_ring$sources$8$occupied


module card$event_ring$sources$9(clock,fire,argument,take,waiting,code,place,waiting_argument,lost);
    
    // Module arguments
    input wire  clock;
    input wire  fire;
    input wire  [63:0] argument;
    input wire  take;
    output reg  waiting;
    output reg  [15:0] code;
    output reg  [15:0] place;
    output reg  [63:0] waiting_argument;
    output reg  lost;
    
    // Constant declarations
    localparam  number = 16'h9;
    localparam  bit = 16'h200;
    
    // Stub signals
    reg  occupied$d;
    wire  occupied$q;
    reg  occupied$clock;
    reg  [63:0] kept$d;
    wire  [63:0] kept$q;
    reg  kept$clock;
    
    // Sub module instances
    card$event_ring$sources$9$occupied occupied(
        .d(occupied$d),
        .q(occupied$q),
        .clock(occupied$clock)
    );
    card$event_ring$sources$9$kept kept(
        .d(kept$d),
        .q(kept$q),
        .clock(kept$clock)
    );
    
    // Update code
    always @(*) begin
        occupied$clock = clock;
        kept$clock = clock;
        occupied$d = occupied$q;
        kept$d = kept$q;
        lost = fire & occupied$q & ~take;
        if (take) begin
            occupied$d = 1'b0;
        end
        if (fire & ~lost) begin
            occupied$d = 1'b1;
            kept$d = argument;
        end
        waiting = occupied$q;
        code = number;
        place = bit;
        waiting_argument = kept$q;
    end
    
endmodule // card$event_ring$sources$9


module card$event_ring$sources$9$kept(d,q,clock);
    
    // Module arguments
    input wire  [63:0] d;
    output reg  [63:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 64'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$event_ring$sources$9$kept


module card$event_ring$sources$9$occupied(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$event_ring$sources$9$occupied


module card$event_ring$unreadable(d,q,clock);
    
    // Module arguments
    input wire  [3:0] d;
    output reg  [3:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 4'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$event_ring$unreadable


module card$event_ring$was_battery(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$event_ring$was_battery


module card$event_ring$was_coding(d,q,clock);
    
    // Module arguments
    input wire  [1:0] d;
    output reg  [1:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 2'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$event_ring$was_coding


module card$event_ring$was_failed(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$event_ring$was_failed


module card$event_ring$was_fenced(d,q,clock);
    
    // Module arguments
    input wire  [1:0] d;
    output reg  [1:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 2'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$event_ring$was_fenced


module card$event_ring$was_hole0(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$event_ring$was_hole0


module card$event_ring$was_hole1(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$event_ring$was_hole1


module card$event_ring$was_lost(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$event_ring$was_lost


module card$event_ring$was_ready(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$event_ring$was_ready


module card$event_ring$was_up(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$event_ring$was_up


module card$events(d,q,clock);
    
    // Module arguments
    input wire  [31:0] d;
    output reg  [31:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 32'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$events


module card$failing(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$failing


module card$ingress(clock,posted$valid,posted$beat,posted$ready,enable0,line_base0,line_count0,payload_base0,payload_bytes0,enable1,line_base1,line_count1,payload_base1,payload_bytes1,write,write_word,write_data,write_low,write_high,out_valid,out_unit,out_data,out_enable,out_whole,out_last,out_queue,out_owned,out_ring_slot,out_ticket,out_ready,store_empty,taken,quiet,dropped);
    
    // Module arguments
    input wire  clock;
    input wire  posted$valid;
    input wire  [169:0] posted$beat;
    output reg  posted$ready;
    input wire  enable0;
    input wire  [31:0] line_base0;
    input wire  [31:0] line_count0;
    input wire  [31:0] payload_base0;
    input wire  [31:0] payload_bytes0;
    input wire  enable1;
    input wire  [31:0] line_base1;
    input wire  [31:0] line_count1;
    input wire  [31:0] payload_base1;
    input wire  [31:0] payload_bytes1;
    output reg  write;
    output reg  [12:0] write_word;
    output reg  [63:0] write_data;
    output reg  write_low;
    output reg  write_high;
    output reg  out_valid;
    output reg  [23:0] out_unit;
    output reg  [127:0] out_data;
    output reg  [15:0] out_enable;
    output reg  out_whole;
    output reg  out_last;
    output reg  out_queue;
    output reg  [1:0] out_owned;
    output reg  [21:0] out_ring_slot;
    output reg  [31:0] out_ticket;
    input wire  out_ready;
    input wire  store_empty;
    output reg  [15:0] taken;
    output reg  quiet;
    output reg  dropped;
    
    // Constant declarations
    localparam  region = 24'h80000;
    localparam  behind_header = 24'h1000;
    
    // Stub signals
    reg  assembler$clock;
    reg  assembler$valid;
    reg  [23:0] assembler$unit;
    reg  [127:0] assembler$data;
    reg  assembler$even;
    reg  assembler$odd;
    reg  assembler$queue;
    reg  [21:0] assembler$ring_slot;
    wire  assembler$ready;
    reg  [1:0] assembler$forget;
    wire  assembler$out_valid;
    wire  [23:0] assembler$out_unit;
    wire  [127:0] assembler$out_data;
    wire  [15:0] assembler$out_enable;
    wire  assembler$out_whole;
    wire  assembler$out_queue;
    wire  [21:0] assembler$out_ring_slot;
    wire  [31:0] assembler$out_ticket;
    reg  assembler$out_ready;
    wire  assembler$idle;
    reg  here$d;
    wire  here$q;
    reg  here$clock;
    reg  [169:0] beat$d;
    wire  [169:0] beat$q;
    reg  beat$clock;
    reg  line$d;
    wire  line$q;
    reg  line$clock;
    reg  queue$d;
    wire  queue$q;
    reg  queue$clock;
    reg  [1:0] owned$d;
    wire  [1:0] owned$q;
    reg  owned$clock;
    reg  [27:0] whose$unit;
    reg  whose$enable0;
    reg  [31:0] whose$line_base0;
    reg  [31:0] whose$line_count0;
    reg  [31:0] whose$payload_base0;
    reg  [31:0] whose$payload_bytes0;
    reg  whose$enable1;
    reg  [31:0] whose$line_base1;
    reg  [31:0] whose$line_count1;
    reg  [31:0] whose$payload_base1;
    reg  [31:0] whose$payload_bytes1;
    wire  [1:0] whose$owned;
    reg  [21:0] ring_slot$d;
    wire  [21:0] ring_slot$q;
    reg  ring_slot$clock;
    reg  outside$d;
    wire  outside$q;
    reg  outside$clock;
    reg  second$d;
    wire  second$q;
    reg  second$clock;
    reg  [15:0] taken_count$d;
    wire  [15:0] taken_count$q;
    reg  taken_count$clock;
    
    // Local signals
    reg  [169:0] incoming;
    reg  [15:0] incoming_enable;
    reg  [23:0] base0;
    reg  [23:0] base1;
    reg  [23:0] size0;
    reg  [23:0] size1;
    reg  [23:0] offset0;
    reg  [23:0] offset1;
    reg  in_ring0;
    reg  in_ring1;
    reg  [7:0] even;
    reg  [7:0] odd;
    reg  whole_words;
    reg  [169:0] current;
    reg  [23:0] current_unit;
    reg  [127:0] current_data;
    reg  [15:0] current_enable;
    reg  pass_raw;
    reg  settled;
    reg  consumed;
    reg  takes;
    reg  [12:0] word;
    reg  quarter0;
    reg  quarter1;
    reg  quarter2;
    reg  quarter3;
    
    // Sub module instances
    card$ingress$assembler assembler(
        .clock(assembler$clock),
        .valid(assembler$valid),
        .unit(assembler$unit),
        .data(assembler$data),
        .even(assembler$even),
        .odd(assembler$odd),
        .queue(assembler$queue),
        .ring_slot(assembler$ring_slot),
        .ready(assembler$ready),
        .forget(assembler$forget),
        .out_valid(assembler$out_valid),
        .out_unit(assembler$out_unit),
        .out_data(assembler$out_data),
        .out_enable(assembler$out_enable),
        .out_whole(assembler$out_whole),
        .out_queue(assembler$out_queue),
        .out_ring_slot(assembler$out_ring_slot),
        .out_ticket(assembler$out_ticket),
        .out_ready(assembler$out_ready),
        .idle(assembler$idle)
    );
    card$ingress$here here(
        .d(here$d),
        .q(here$q),
        .clock(here$clock)
    );
    card$ingress$beat beat(
        .d(beat$d),
        .q(beat$q),
        .clock(beat$clock)
    );
    card$ingress$line line(
        .d(line$d),
        .q(line$q),
        .clock(line$clock)
    );
    card$ingress$queue queue(
        .d(queue$d),
        .q(queue$q),
        .clock(queue$clock)
    );
    card$ingress$owned owned(
        .d(owned$d),
        .q(owned$q),
        .clock(owned$clock)
    );
    card$ingress$whose whose(
        .unit(whose$unit),
        .enable0(whose$enable0),
        .line_base0(whose$line_base0),
        .line_count0(whose$line_count0),
        .payload_base0(whose$payload_base0),
        .payload_bytes0(whose$payload_bytes0),
        .enable1(whose$enable1),
        .line_base1(whose$line_base1),
        .line_count1(whose$line_count1),
        .payload_base1(whose$payload_base1),
        .payload_bytes1(whose$payload_bytes1),
        .owned(whose$owned)
    );
    card$ingress$ring_slot ring_slot(
        .d(ring_slot$d),
        .q(ring_slot$q),
        .clock(ring_slot$clock)
    );
    card$ingress$outside outside(
        .d(outside$d),
        .q(outside$q),
        .clock(outside$clock)
    );
    card$ingress$second second(
        .d(second$d),
        .q(second$q),
        .clock(second$clock)
    );
    card$ingress$taken_count taken_count(
        .d(taken_count$d),
        .q(taken_count$q),
        .clock(taken_count$clock)
    );
    
    // Update code
    always @(*) begin
        assembler$clock = clock;
        here$clock = clock;
        beat$clock = clock;
        line$clock = clock;
        queue$clock = clock;
        owned$clock = clock;
        ring_slot$clock = clock;
        outside$clock = clock;
        second$clock = clock;
        taken_count$clock = clock;
        here$d = here$q;
        beat$d = beat$q;
        line$d = line$q;
        queue$d = queue$q;
        owned$d = owned$q;
        ring_slot$d = ring_slot$q;
        outside$d = outside$q;
        second$d = second$q;
        taken_count$d = taken_count$q;
        incoming = posted$beat;
        incoming_enable = incoming[(64'h80)+:(16)];
        whose$unit = ((incoming[(64'h90)+:(24)]) & 28'hfffffff);
        whose$enable0 = enable0;
        whose$line_base0 = line_base0;
        whose$line_count0 = line_count0;
        whose$payload_base0 = payload_base0;
        whose$payload_bytes0 = payload_bytes0;
        whose$enable1 = enable1;
        whose$line_base1 = line_base1;
        whose$line_count1 = line_count1;
        whose$payload_base1 = payload_base1;
        whose$payload_bytes1 = payload_bytes1;
        base0 = line_base0[(32'h4)+:(24)];
        base1 = line_base1[(32'h4)+:(24)];
        size0 = ((line_count0[(32'h0)+:(22)]) & 24'hffffff) << 32'h2;
        size1 = ((line_count1[(32'h0)+:(22)]) & 24'hffffff) << 32'h2;
        offset0 = incoming[(64'h90)+:(24)] - base0;
        offset1 = incoming[(64'h90)+:(24)] - base1;
        in_ring0 = enable0 & (incoming[(64'h90)+:(24)] >= base0) & (offset0 < size0);
        in_ring1 = enable1 & (incoming[(64'h90)+:(24)] >= base1) & (offset1 < size1);
        even = incoming_enable[(32'h0)+:(8)];
        odd = incoming_enable[(32'h8)+:(8)];
        whole_words = (&even | ~|even) & (&odd | ~|odd) & (|even | |odd);
        current = beat$q;
        current_unit = current[(64'h90)+:(24)];
        current_data = current[(64'h0)+:(128)];
        current_enable = current[(64'h80)+:(16)];
        assembler$valid = here$q & line$q & ~outside$q & ~current[(64'ha8)+:(1)];
        assembler$unit = current_unit;
        assembler$data = current_data;
        assembler$even = current_enable[32'h0];
        assembler$odd = current_enable[32'h8];
        assembler$queue = queue$q;
        assembler$ring_slot = ring_slot$q;
        assembler$forget = ((32'h0) & 2'h3);
        if (~enable0) begin
            assembler$forget = ((32'h1) & 2'h3);
        end
        if (~enable1) begin
            assembler$forget = ((32'h2) & 2'h3);
        end
        if (~enable0 & ~enable1) begin
            assembler$forget = ((32'h3) & 2'h3);
        end
        pass_raw = here$q & ~line$q & ~outside$q & ~current[(64'ha8)+:(1)] & assembler$idle;
        out_valid = pass_raw | assembler$out_valid;
        out_unit = current_unit;
        out_data = current_data;
        out_enable = current_enable;
        out_whole = 1'b0;
        out_last = current[(64'ha9)+:(1)];
        if (assembler$out_valid) begin
            out_unit = assembler$out_unit;
            out_data = assembler$out_data;
            out_enable = assembler$out_enable;
            out_whole = assembler$out_whole;
            out_last = &assembler$out_unit[(32'h0)+:(2)];
        end
        out_queue = assembler$out_queue;
        out_owned = owned$q;
        if (assembler$out_valid) begin
            out_owned = ((32'h1) & 2'h3);
            if (assembler$out_queue) begin
                out_owned = ((32'h2) & 2'h3);
            end
        end
        out_ring_slot = assembler$out_ring_slot;
        out_ticket = assembler$out_ticket;
        assembler$out_ready = out_ready;
        settled = assembler$idle & store_empty;
        quarter0 = &current_enable[(32'h0)+:(4)];
        quarter1 = &current_enable[(32'h4)+:(4)];
        quarter2 = &current_enable[(32'h8)+:(4)];
        quarter3 = &current_enable[(32'hc)+:(4)];
        write = here$q & current[(64'ha8)+:(1)] & settled;
        word = ((current_unit[(32'h0)+:(12)]) & 13'h1fff) << 32'h1;
        write_word = word;
        write_data = current_data[(32'h0)+:(64)];
        write_low = quarter0;
        write_high = quarter1;
        if (second$q) begin
            write_word = word | ((32'h1) & 13'h1fff);
            write_data = current_data[(32'h40)+:(64)];
            write_low = quarter2;
            write_high = quarter3;
        end
        if (write) begin
            second$d = ~second$q;
        end
        consumed = 1'b0;
        if (here$q) begin
            if (current[(64'ha8)+:(1)]) begin
                consumed = write & second$q;
            end
            else if (outside$q) begin
                consumed = 1'b1;
            end
            else if (line$q) begin
                consumed = assembler$ready;
            end
            else begin
                consumed = pass_raw & out_ready;
            end
        end
        dropped = consumed & outside$q & current[(64'ha9)+:(1)] & ~current[(64'ha8)+:(1)];
        posted$ready = ~here$q | (consumed & ~current[(64'ha8)+:(1)]);
        takes = posted$ready & posted$valid;
        if (consumed) begin
            here$d = 1'b0;
        end
        if (takes) begin
            here$d = 1'b1;
            beat$d = incoming;
            line$d = (in_ring0 | in_ring1) & whole_words;
            queue$d = ~in_ring0;
            owned$d = whose$owned;
            ring_slot$d = offset0[(32'h2)+:(22)];
            if (~in_ring0) begin
                ring_slot$d = offset1[(32'h2)+:(22)];
            end
            outside$d = (incoming[(64'h90)+:(24)] >= region) | (incoming[(64'h90)+:(24)] < behind_header);
            if (incoming[(64'ha9)+:(1)]) begin
                taken_count$d = taken_count$q + 32'h1;
            end
        end
        taken = taken_count$q;
        quiet = ~here$q & settled;
    end
    
endmodule // card$ingress


module card$ingress$assembler(clock,valid,unit,data,even,odd,queue,ring_slot,ready,forget,out_valid,out_unit,out_data,out_enable,out_whole,out_queue,out_ring_slot,out_ticket,out_ready,idle);
    
    // Module arguments
    input wire  clock;
    input wire  valid;
    input wire  [23:0] unit;
    input wire  [127:0] data;
    input wire  even;
    input wire  odd;
    input wire  queue;
    input wire  [21:0] ring_slot;
    output reg  ready;
    input wire  [1:0] forget;
    output reg  out_valid;
    output reg  [23:0] out_unit;
    output reg  [127:0] out_data;
    output reg  [15:0] out_enable;
    output reg  out_whole;
    output reg  out_queue;
    output reg  [21:0] out_ring_slot;
    output reg  [31:0] out_ticket;
    input wire  out_ready;
    output reg  idle;
    
    // Constant declarations
    localparam  number$0 = 3'b0;
    localparam  number$1 = 3'b1;
    localparam  number$2 = 3'b10;
    localparam  number$3 = 3'b11;
    localparam  number$4 = 3'b100;
    localparam  number$5 = 3'b101;
    localparam  number$6 = 3'b110;
    localparam  number$7 = 3'b111;
    
    // Stub signals
    reg  places$0$clock;
    reg  [21:0] places$0$line;
    reg  places$0$queue;
    reg  [21:0] places$0$ring_slot;
    reg  [7:0] places$0$words;
    reg  [31:0] places$0$ticket;
    reg  places$0$allocate;
    reg  places$0$update;
    reg  places$0$vacate;
    wire  places$0$hit;
    wire  places$0$completes;
    wire  places$0$busy;
    wire  [21:0] places$0$line_here;
    wire  places$0$queue_here;
    wire  [21:0] places$0$ring_slot_here;
    wire  [31:0] places$0$ticket_here;
    wire  [7:0] places$0$words_here;
    reg  places$1$clock;
    reg  [21:0] places$1$line;
    reg  places$1$queue;
    reg  [21:0] places$1$ring_slot;
    reg  [7:0] places$1$words;
    reg  [31:0] places$1$ticket;
    reg  places$1$allocate;
    reg  places$1$update;
    reg  places$1$vacate;
    wire  places$1$hit;
    wire  places$1$completes;
    wire  places$1$busy;
    wire  [21:0] places$1$line_here;
    wire  places$1$queue_here;
    wire  [21:0] places$1$ring_slot_here;
    wire  [31:0] places$1$ticket_here;
    wire  [7:0] places$1$words_here;
    reg  places$2$clock;
    reg  [21:0] places$2$line;
    reg  places$2$queue;
    reg  [21:0] places$2$ring_slot;
    reg  [7:0] places$2$words;
    reg  [31:0] places$2$ticket;
    reg  places$2$allocate;
    reg  places$2$update;
    reg  places$2$vacate;
    wire  places$2$hit;
    wire  places$2$completes;
    wire  places$2$busy;
    wire  [21:0] places$2$line_here;
    wire  places$2$queue_here;
    wire  [21:0] places$2$ring_slot_here;
    wire  [31:0] places$2$ticket_here;
    wire  [7:0] places$2$words_here;
    reg  places$3$clock;
    reg  [21:0] places$3$line;
    reg  places$3$queue;
    reg  [21:0] places$3$ring_slot;
    reg  [7:0] places$3$words;
    reg  [31:0] places$3$ticket;
    reg  places$3$allocate;
    reg  places$3$update;
    reg  places$3$vacate;
    wire  places$3$hit;
    wire  places$3$completes;
    wire  places$3$busy;
    wire  [21:0] places$3$line_here;
    wire  places$3$queue_here;
    wire  [21:0] places$3$ring_slot_here;
    wire  [31:0] places$3$ticket_here;
    wire  [7:0] places$3$words_here;
    reg  places$4$clock;
    reg  [21:0] places$4$line;
    reg  places$4$queue;
    reg  [21:0] places$4$ring_slot;
    reg  [7:0] places$4$words;
    reg  [31:0] places$4$ticket;
    reg  places$4$allocate;
    reg  places$4$update;
    reg  places$4$vacate;
    wire  places$4$hit;
    wire  places$4$completes;
    wire  places$4$busy;
    wire  [21:0] places$4$line_here;
    wire  places$4$queue_here;
    wire  [21:0] places$4$ring_slot_here;
    wire  [31:0] places$4$ticket_here;
    wire  [7:0] places$4$words_here;
    reg  places$5$clock;
    reg  [21:0] places$5$line;
    reg  places$5$queue;
    reg  [21:0] places$5$ring_slot;
    reg  [7:0] places$5$words;
    reg  [31:0] places$5$ticket;
    reg  places$5$allocate;
    reg  places$5$update;
    reg  places$5$vacate;
    wire  places$5$hit;
    wire  places$5$completes;
    wire  places$5$busy;
    wire  [21:0] places$5$line_here;
    wire  places$5$queue_here;
    wire  [21:0] places$5$ring_slot_here;
    wire  [31:0] places$5$ticket_here;
    wire  [7:0] places$5$words_here;
    reg  places$6$clock;
    reg  [21:0] places$6$line;
    reg  places$6$queue;
    reg  [21:0] places$6$ring_slot;
    reg  [7:0] places$6$words;
    reg  [31:0] places$6$ticket;
    reg  places$6$allocate;
    reg  places$6$update;
    reg  places$6$vacate;
    wire  places$6$hit;
    wire  places$6$completes;
    wire  places$6$busy;
    wire  [21:0] places$6$line_here;
    wire  places$6$queue_here;
    wire  [21:0] places$6$ring_slot_here;
    wire  [31:0] places$6$ticket_here;
    wire  [7:0] places$6$words_here;
    reg  places$7$clock;
    reg  [21:0] places$7$line;
    reg  places$7$queue;
    reg  [21:0] places$7$ring_slot;
    reg  [7:0] places$7$words;
    reg  [31:0] places$7$ticket;
    reg  places$7$allocate;
    reg  places$7$update;
    reg  places$7$vacate;
    wire  places$7$hit;
    wire  places$7$completes;
    wire  places$7$busy;
    wire  [21:0] places$7$line_here;
    wire  places$7$queue_here;
    wire  [21:0] places$7$ring_slot_here;
    wire  [31:0] places$7$ticket_here;
    wire  [7:0] places$7$words_here;
    reg  [4:0] even_words$read_address;
    reg  even_words$read_clock;
    wire  [63:0] even_words$read_data;
    reg  [4:0] even_words$write_address;
    reg  even_words$write_clock;
    reg  [63:0] even_words$write_data;
    reg  even_words$write_enable;
    reg  [4:0] odd_words$read_address;
    reg  odd_words$read_clock;
    wire  [63:0] odd_words$read_data;
    reg  [4:0] odd_words$write_address;
    reg  odd_words$write_clock;
    reg  [63:0] odd_words$write_data;
    reg  odd_words$write_enable;
    reg  leaving$d;
    wire  leaving$q;
    reg  leaving$clock;
    reg  [2:0] leaving_place$d;
    wire  [2:0] leaving_place$q;
    reg  leaving_place$clock;
    reg  leaving_whole$d;
    wire  leaving_whole$q;
    reg  leaving_whole$clock;
    reg  [2:0] issue$d;
    wire  [2:0] issue$q;
    reg  issue$clock;
    reg  [1:0] shown$d;
    wire  [1:0] shown$q;
    reg  shown$clock;
    reg  showing$d;
    wire  showing$q;
    reg  showing$clock;
    reg  [2:0] victim$d;
    wire  [2:0] victim$q;
    reg  victim$clock;
    
    // Local signals
    reg  [21:0] line;
    reg  [1:0] beat;
    reg  [7:0] pair;
    reg  [7:0] words;
    reg  any_hit;
    reg  [2:0] hit_place;
    reg  hit_leaving;
    reg  completes;
    reg  any_free;
    reg  [2:0] free_place;
    reg  [2:0] target;
    reg  advance;
    reg  done;
    reg  can_start;
    reg  take;
    reg  [21:0] out_line;
    reg  [7:0] out_words;
    reg  [1:0] out_pair;
    reg  [1:0] read_beat;
    
    // Sub module instances
    card$ingress$assembler$places$0 places$0(
        .clock(places$0$clock),
        .line(places$0$line),
        .queue(places$0$queue),
        .ring_slot(places$0$ring_slot),
        .words(places$0$words),
        .ticket(places$0$ticket),
        .allocate(places$0$allocate),
        .update(places$0$update),
        .vacate(places$0$vacate),
        .hit(places$0$hit),
        .completes(places$0$completes),
        .busy(places$0$busy),
        .line_here(places$0$line_here),
        .queue_here(places$0$queue_here),
        .ring_slot_here(places$0$ring_slot_here),
        .ticket_here(places$0$ticket_here),
        .words_here(places$0$words_here)
    );
    card$ingress$assembler$places$1 places$1(
        .clock(places$1$clock),
        .line(places$1$line),
        .queue(places$1$queue),
        .ring_slot(places$1$ring_slot),
        .words(places$1$words),
        .ticket(places$1$ticket),
        .allocate(places$1$allocate),
        .update(places$1$update),
        .vacate(places$1$vacate),
        .hit(places$1$hit),
        .completes(places$1$completes),
        .busy(places$1$busy),
        .line_here(places$1$line_here),
        .queue_here(places$1$queue_here),
        .ring_slot_here(places$1$ring_slot_here),
        .ticket_here(places$1$ticket_here),
        .words_here(places$1$words_here)
    );
    card$ingress$assembler$places$2 places$2(
        .clock(places$2$clock),
        .line(places$2$line),
        .queue(places$2$queue),
        .ring_slot(places$2$ring_slot),
        .words(places$2$words),
        .ticket(places$2$ticket),
        .allocate(places$2$allocate),
        .update(places$2$update),
        .vacate(places$2$vacate),
        .hit(places$2$hit),
        .completes(places$2$completes),
        .busy(places$2$busy),
        .line_here(places$2$line_here),
        .queue_here(places$2$queue_here),
        .ring_slot_here(places$2$ring_slot_here),
        .ticket_here(places$2$ticket_here),
        .words_here(places$2$words_here)
    );
    card$ingress$assembler$places$3 places$3(
        .clock(places$3$clock),
        .line(places$3$line),
        .queue(places$3$queue),
        .ring_slot(places$3$ring_slot),
        .words(places$3$words),
        .ticket(places$3$ticket),
        .allocate(places$3$allocate),
        .update(places$3$update),
        .vacate(places$3$vacate),
        .hit(places$3$hit),
        .completes(places$3$completes),
        .busy(places$3$busy),
        .line_here(places$3$line_here),
        .queue_here(places$3$queue_here),
        .ring_slot_here(places$3$ring_slot_here),
        .ticket_here(places$3$ticket_here),
        .words_here(places$3$words_here)
    );
    card$ingress$assembler$places$4 places$4(
        .clock(places$4$clock),
        .line(places$4$line),
        .queue(places$4$queue),
        .ring_slot(places$4$ring_slot),
        .words(places$4$words),
        .ticket(places$4$ticket),
        .allocate(places$4$allocate),
        .update(places$4$update),
        .vacate(places$4$vacate),
        .hit(places$4$hit),
        .completes(places$4$completes),
        .busy(places$4$busy),
        .line_here(places$4$line_here),
        .queue_here(places$4$queue_here),
        .ring_slot_here(places$4$ring_slot_here),
        .ticket_here(places$4$ticket_here),
        .words_here(places$4$words_here)
    );
    card$ingress$assembler$places$5 places$5(
        .clock(places$5$clock),
        .line(places$5$line),
        .queue(places$5$queue),
        .ring_slot(places$5$ring_slot),
        .words(places$5$words),
        .ticket(places$5$ticket),
        .allocate(places$5$allocate),
        .update(places$5$update),
        .vacate(places$5$vacate),
        .hit(places$5$hit),
        .completes(places$5$completes),
        .busy(places$5$busy),
        .line_here(places$5$line_here),
        .queue_here(places$5$queue_here),
        .ring_slot_here(places$5$ring_slot_here),
        .ticket_here(places$5$ticket_here),
        .words_here(places$5$words_here)
    );
    card$ingress$assembler$places$6 places$6(
        .clock(places$6$clock),
        .line(places$6$line),
        .queue(places$6$queue),
        .ring_slot(places$6$ring_slot),
        .words(places$6$words),
        .ticket(places$6$ticket),
        .allocate(places$6$allocate),
        .update(places$6$update),
        .vacate(places$6$vacate),
        .hit(places$6$hit),
        .completes(places$6$completes),
        .busy(places$6$busy),
        .line_here(places$6$line_here),
        .queue_here(places$6$queue_here),
        .ring_slot_here(places$6$ring_slot_here),
        .ticket_here(places$6$ticket_here),
        .words_here(places$6$words_here)
    );
    card$ingress$assembler$places$7 places$7(
        .clock(places$7$clock),
        .line(places$7$line),
        .queue(places$7$queue),
        .ring_slot(places$7$ring_slot),
        .words(places$7$words),
        .ticket(places$7$ticket),
        .allocate(places$7$allocate),
        .update(places$7$update),
        .vacate(places$7$vacate),
        .hit(places$7$hit),
        .completes(places$7$completes),
        .busy(places$7$busy),
        .line_here(places$7$line_here),
        .queue_here(places$7$queue_here),
        .ring_slot_here(places$7$ring_slot_here),
        .ticket_here(places$7$ticket_here),
        .words_here(places$7$words_here)
    );
    card$ingress$assembler$even_words even_words(
        .read_address(even_words$read_address),
        .read_clock(even_words$read_clock),
        .read_data(even_words$read_data),
        .write_address(even_words$write_address),
        .write_clock(even_words$write_clock),
        .write_data(even_words$write_data),
        .write_enable(even_words$write_enable)
    );
    card$ingress$assembler$odd_words odd_words(
        .read_address(odd_words$read_address),
        .read_clock(odd_words$read_clock),
        .read_data(odd_words$read_data),
        .write_address(odd_words$write_address),
        .write_clock(odd_words$write_clock),
        .write_data(odd_words$write_data),
        .write_enable(odd_words$write_enable)
    );
    card$ingress$assembler$leaving leaving(
        .d(leaving$d),
        .q(leaving$q),
        .clock(leaving$clock)
    );
    card$ingress$assembler$leaving_place leaving_place(
        .d(leaving_place$d),
        .q(leaving_place$q),
        .clock(leaving_place$clock)
    );
    card$ingress$assembler$leaving_whole leaving_whole(
        .d(leaving_whole$d),
        .q(leaving_whole$q),
        .clock(leaving_whole$clock)
    );
    card$ingress$assembler$issue issue(
        .d(issue$d),
        .q(issue$q),
        .clock(issue$clock)
    );
    card$ingress$assembler$shown shown(
        .d(shown$d),
        .q(shown$q),
        .clock(shown$clock)
    );
    card$ingress$assembler$showing showing(
        .d(showing$d),
        .q(showing$q),
        .clock(showing$clock)
    );
    card$ingress$assembler$victim victim(
        .d(victim$d),
        .q(victim$q),
        .clock(victim$clock)
    );
    
    // Update code
    always @(*) begin
        leaving$clock = clock;
        leaving_place$clock = clock;
        leaving_whole$clock = clock;
        issue$clock = clock;
        shown$clock = clock;
        showing$clock = clock;
        victim$clock = clock;
        leaving$d = leaving$q;
        leaving_place$d = leaving_place$q;
        leaving_whole$d = leaving_whole$q;
        issue$d = issue$q;
        shown$d = shown$q;
        showing$d = showing$q;
        victim$d = victim$q;
        even_words$read_clock = clock;
        even_words$write_clock = clock;
        odd_words$read_clock = clock;
        odd_words$write_clock = clock;
        line = unit[(32'h2)+:(22)];
        beat = unit[(32'h0)+:(2)];
        pair = ((32'h0) & 8'hff);
        if (even) begin
            pair = ((32'h1) & 8'hff);
        end
        if (odd) begin
            pair = ((32'h2) & 8'hff);
        end
        if (even & odd) begin
            pair = ((32'h3) & 8'hff);
        end
        words = pair;
        if (beat == 32'h1) begin
            words = pair << 32'h2;
        end
        if (beat == 32'h2) begin
            words = pair << 32'h4;
        end
        if (beat == 32'h3) begin
            words = pair << 32'h6;
        end
        any_hit = 1'b0;
        hit_place = ((32'h0) & 3'h7);
        completes = 1'b0;
        any_free = 1'b0;
        free_place = ((32'h0) & 3'h7);
        places$0$clock = clock;
        places$0$line = line;
        places$0$queue = queue;
        places$0$ring_slot = ring_slot;
        places$0$words = words;
        places$0$ticket = data[(32'h60)+:(32)];
        if (places$0$hit) begin
            any_hit = 1'b1;
            hit_place = number$0;
        end
        if (places$0$completes) begin
            completes = 1'b1;
        end
        if (~places$7$busy) begin
            any_free = 1'b1;
            free_place = number$7;
        end
        places$1$clock = clock;
        places$1$line = line;
        places$1$queue = queue;
        places$1$ring_slot = ring_slot;
        places$1$words = words;
        places$1$ticket = data[(32'h60)+:(32)];
        if (places$1$hit) begin
            any_hit = 1'b1;
            hit_place = number$1;
        end
        if (places$1$completes) begin
            completes = 1'b1;
        end
        if (~places$6$busy) begin
            any_free = 1'b1;
            free_place = number$6;
        end
        places$2$clock = clock;
        places$2$line = line;
        places$2$queue = queue;
        places$2$ring_slot = ring_slot;
        places$2$words = words;
        places$2$ticket = data[(32'h60)+:(32)];
        if (places$2$hit) begin
            any_hit = 1'b1;
            hit_place = number$2;
        end
        if (places$2$completes) begin
            completes = 1'b1;
        end
        if (~places$5$busy) begin
            any_free = 1'b1;
            free_place = number$5;
        end
        places$3$clock = clock;
        places$3$line = line;
        places$3$queue = queue;
        places$3$ring_slot = ring_slot;
        places$3$words = words;
        places$3$ticket = data[(32'h60)+:(32)];
        if (places$3$hit) begin
            any_hit = 1'b1;
            hit_place = number$3;
        end
        if (places$3$completes) begin
            completes = 1'b1;
        end
        if (~places$4$busy) begin
            any_free = 1'b1;
            free_place = number$4;
        end
        places$4$clock = clock;
        places$4$line = line;
        places$4$queue = queue;
        places$4$ring_slot = ring_slot;
        places$4$words = words;
        places$4$ticket = data[(32'h60)+:(32)];
        if (places$4$hit) begin
            any_hit = 1'b1;
            hit_place = number$4;
        end
        if (places$4$completes) begin
            completes = 1'b1;
        end
        if (~places$3$busy) begin
            any_free = 1'b1;
            free_place = number$3;
        end
        places$5$clock = clock;
        places$5$line = line;
        places$5$queue = queue;
        places$5$ring_slot = ring_slot;
        places$5$words = words;
        places$5$ticket = data[(32'h60)+:(32)];
        if (places$5$hit) begin
            any_hit = 1'b1;
            hit_place = number$5;
        end
        if (places$5$completes) begin
            completes = 1'b1;
        end
        if (~places$2$busy) begin
            any_free = 1'b1;
            free_place = number$2;
        end
        places$6$clock = clock;
        places$6$line = line;
        places$6$queue = queue;
        places$6$ring_slot = ring_slot;
        places$6$words = words;
        places$6$ticket = data[(32'h60)+:(32)];
        if (places$6$hit) begin
            any_hit = 1'b1;
            hit_place = number$6;
        end
        if (places$6$completes) begin
            completes = 1'b1;
        end
        if (~places$1$busy) begin
            any_free = 1'b1;
            free_place = number$1;
        end
        places$7$clock = clock;
        places$7$line = line;
        places$7$queue = queue;
        places$7$ring_slot = ring_slot;
        places$7$words = words;
        places$7$ticket = data[(32'h60)+:(32)];
        if (places$7$hit) begin
            any_hit = 1'b1;
            hit_place = number$7;
        end
        if (places$7$completes) begin
            completes = 1'b1;
        end
        if (~places$0$busy) begin
            any_free = 1'b1;
            free_place = number$0;
        end
        target = free_place;
        if (any_hit) begin
            target = hit_place;
        end
        advance = ~showing$q | out_ready;
        done = leaving$q & advance & (issue$q == 32'h4);
        read_beat = shown$q;
        if (advance) begin
            read_beat = issue$q[(32'h0)+:(2)];
            showing$d = 1'b0;
            if (leaving$q & (issue$q != 32'h4)) begin
                showing$d = 1'b1;
                shown$d = issue$q[(32'h0)+:(2)];
                issue$d = issue$q + 32'h1;
            end
        end
        if (done) begin
            leaving$d = 1'b0;
        end
        even_words$read_address = (((leaving_place$q) & 5'h1f) << 32'h2) | ((read_beat) & 5'h1f);
        odd_words$read_address = (((leaving_place$q) & 5'h1f) << 32'h2) | ((read_beat) & 5'h1f);
        can_start = ~leaving$q | done;
        hit_leaving = any_hit & leaving$q & (hit_place == leaving_place$q);
        ready = (any_hit | any_free) & ~hit_leaving & (can_start | ~completes);
        take = valid & ready;
        even_words$write_address = (((target) & 5'h1f) << 32'h2) | ((beat) & 5'h1f);
        odd_words$write_address = (((target) & 5'h1f) << 32'h2) | ((beat) & 5'h1f);
        even_words$write_data = data[(32'h0)+:(64)];
        odd_words$write_data = data[(32'h40)+:(64)];
        even_words$write_enable = take & even;
        odd_words$write_enable = take & odd;
        out_line = ((32'h0) & 22'h3fffff);
        out_words = ((32'h0) & 8'hff);
        out_queue = 1'b0;
        out_ring_slot = ((32'h0) & 22'h3fffff);
        out_ticket = ((32'h0) & 32'hffffffff);
        places$0$allocate = take & ~any_hit & (free_place == number$0);
        places$0$update = take & places$0$hit;
        places$0$vacate = (done & (leaving_place$q == number$0)) | (forget[32'h0] & ~places$0$queue_here) | (forget[32'h1] & places$0$queue_here);
        if (leaving_place$q == number$0) begin
            out_line = places$0$line_here;
            out_words = places$0$words_here;
            out_queue = places$0$queue_here;
            out_ring_slot = places$0$ring_slot_here;
            out_ticket = places$0$ticket_here;
        end
        places$1$allocate = take & ~any_hit & (free_place == number$1);
        places$1$update = take & places$1$hit;
        places$1$vacate = (done & (leaving_place$q == number$1)) | (forget[32'h0] & ~places$1$queue_here) | (forget[32'h1] & places$1$queue_here);
        if (leaving_place$q == number$1) begin
            out_line = places$1$line_here;
            out_words = places$1$words_here;
            out_queue = places$1$queue_here;
            out_ring_slot = places$1$ring_slot_here;
            out_ticket = places$1$ticket_here;
        end
        places$2$allocate = take & ~any_hit & (free_place == number$2);
        places$2$update = take & places$2$hit;
        places$2$vacate = (done & (leaving_place$q == number$2)) | (forget[32'h0] & ~places$2$queue_here) | (forget[32'h1] & places$2$queue_here);
        if (leaving_place$q == number$2) begin
            out_line = places$2$line_here;
            out_words = places$2$words_here;
            out_queue = places$2$queue_here;
            out_ring_slot = places$2$ring_slot_here;
            out_ticket = places$2$ticket_here;
        end
        places$3$allocate = take & ~any_hit & (free_place == number$3);
        places$3$update = take & places$3$hit;
        places$3$vacate = (done & (leaving_place$q == number$3)) | (forget[32'h0] & ~places$3$queue_here) | (forget[32'h1] & places$3$queue_here);
        if (leaving_place$q == number$3) begin
            out_line = places$3$line_here;
            out_words = places$3$words_here;
            out_queue = places$3$queue_here;
            out_ring_slot = places$3$ring_slot_here;
            out_ticket = places$3$ticket_here;
        end
        places$4$allocate = take & ~any_hit & (free_place == number$4);
        places$4$update = take & places$4$hit;
        places$4$vacate = (done & (leaving_place$q == number$4)) | (forget[32'h0] & ~places$4$queue_here) | (forget[32'h1] & places$4$queue_here);
        if (leaving_place$q == number$4) begin
            out_line = places$4$line_here;
            out_words = places$4$words_here;
            out_queue = places$4$queue_here;
            out_ring_slot = places$4$ring_slot_here;
            out_ticket = places$4$ticket_here;
        end
        places$5$allocate = take & ~any_hit & (free_place == number$5);
        places$5$update = take & places$5$hit;
        places$5$vacate = (done & (leaving_place$q == number$5)) | (forget[32'h0] & ~places$5$queue_here) | (forget[32'h1] & places$5$queue_here);
        if (leaving_place$q == number$5) begin
            out_line = places$5$line_here;
            out_words = places$5$words_here;
            out_queue = places$5$queue_here;
            out_ring_slot = places$5$ring_slot_here;
            out_ticket = places$5$ticket_here;
        end
        places$6$allocate = take & ~any_hit & (free_place == number$6);
        places$6$update = take & places$6$hit;
        places$6$vacate = (done & (leaving_place$q == number$6)) | (forget[32'h0] & ~places$6$queue_here) | (forget[32'h1] & places$6$queue_here);
        if (leaving_place$q == number$6) begin
            out_line = places$6$line_here;
            out_words = places$6$words_here;
            out_queue = places$6$queue_here;
            out_ring_slot = places$6$ring_slot_here;
            out_ticket = places$6$ticket_here;
        end
        places$7$allocate = take & ~any_hit & (free_place == number$7);
        places$7$update = take & places$7$hit;
        places$7$vacate = (done & (leaving_place$q == number$7)) | (forget[32'h0] & ~places$7$queue_here) | (forget[32'h1] & places$7$queue_here);
        if (leaving_place$q == number$7) begin
            out_line = places$7$line_here;
            out_words = places$7$words_here;
            out_queue = places$7$queue_here;
            out_ring_slot = places$7$ring_slot_here;
            out_ticket = places$7$ticket_here;
        end
        if (take & completes) begin
            leaving$d = 1'b1;
            leaving_place$d = hit_place;
            leaving_whole$d = 1'b1;
            issue$d = ((32'h0) & 3'h7);
        end
        if (valid & ~any_hit & ~any_free & ~leaving$q) begin
            leaving$d = 1'b1;
            leaving_place$d = victim$q;
            leaving_whole$d = 1'b0;
            issue$d = ((32'h0) & 3'h7);
            victim$d = victim$q + 32'h1;
        end
        out_valid = showing$q;
        out_unit = (((out_line) & 24'hffffff) << 32'h2) | ((shown$q) & 24'hffffff);
        out_data = (((odd_words$read_data) & 128'hffffffffffffffffffffffffffffffff) << 32'h40) | ((even_words$read_data) & 128'hffffffffffffffffffffffffffffffff);
        out_whole = leaving_whole$q;
        out_pair = out_words[(32'h0)+:(2)];
        if (shown$q == 32'h1) begin
            out_pair = out_words[(32'h2)+:(2)];
        end
        if (shown$q == 32'h2) begin
            out_pair = out_words[(32'h4)+:(2)];
        end
        if (shown$q == 32'h3) begin
            out_pair = out_words[(32'h6)+:(2)];
        end
        out_enable = ((32'h0) & 16'hffff);
        if (out_pair == 32'h1) begin
            out_enable = ((32'hff) & 16'hffff);
        end
        if (out_pair == 32'h2) begin
            out_enable = ((32'hff00) & 16'hffff);
        end
        if ((out_pair == 32'h3) | leaving_whole$q) begin
            out_enable = ((32'hffff) & 16'hffff);
        end
        idle = ~leaving$q;
    end
    
endmodule // card$ingress$assembler


module card$ingress$assembler$even_words(read_address,read_clock,read_data,write_address,write_clock,write_data,write_enable);
    
    // Module arguments
    input wire  [4:0] read_address;
    input wire  read_clock;
    output reg  [63:0] read_data;
    input wire  [4:0] write_address;
    input wire  write_clock;
    input wire  [63:0] write_data;
    input wire  write_enable;
    
    // Update code (custom)
    reg[63:0] mem[31:0];
    
    
    
    always @(posedge read_clock) begin
       read_data <= mem[read_address];
    end
    
    always @(posedge write_clock) begin
       if (write_enable) begin
          mem[write_address] <= write_data;
       end
    end
                
endmodule // card$ingress$assembler$even_words


module card$ingress$assembler$issue(d,q,clock);
    
    // Module arguments
    input wire  [2:0] d;
    output reg  [2:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 3'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$ingress$assembler$issue


module card$ingress$assembler$leaving(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$ingress$assembler$leaving


module card$ingress$assembler$leaving_place(d,q,clock);
    
    // Module arguments
    input wire  [2:0] d;
    output reg  [2:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 3'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$ingress$assembler$leaving_place


module card$ingress$assembler$leaving_whole(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$ingress$assembler$leaving_whole


module card$ingress$assembler$odd_words(read_address,read_clock,read_data,write_address,write_clock,write_data,write_enable);
    
    // Module arguments
    input wire  [4:0] read_address;
    input wire  read_clock;
    output reg  [63:0] read_data;
    input wire  [4:0] write_address;
    input wire  write_clock;
    input wire  [63:0] write_data;
    input wire  write_enable;
    
    // Update code (custom)
    reg[63:0] mem[31:0];
    
    
    
    always @(posedge read_clock) begin
       read_data <= mem[read_address];
    end
    
    always @(posedge write_clock) begin
       if (write_enable) begin
          mem[write_address] <= write_data;
       end
    end
                
endmodule // card$ingress$assembler$odd_words


module card$ingress$assembler$places$0(clock,line,queue,ring_slot,words,ticket,allocate,update,vacate,hit,completes,busy,line_here,queue_here,ring_slot_here,ticket_here,words_here);
    
    // Module arguments
    input wire  clock;
    input wire  [21:0] line;
    input wire  queue;
    input wire  [21:0] ring_slot;
    input wire  [7:0] words;
    input wire  [31:0] ticket;
    input wire  allocate;
    input wire  update;
    input wire  vacate;
    output reg  hit;
    output reg  completes;
    output reg  busy;
    output reg  [21:0] line_here;
    output reg  queue_here;
    output reg  [21:0] ring_slot_here;
    output reg  [31:0] ticket_here;
    output reg  [7:0] words_here;
    
    // Stub signals
    reg  used$d;
    wire  used$q;
    reg  used$clock;
    reg  [21:0] tag$d;
    wire  [21:0] tag$q;
    reg  tag$clock;
    reg  tag_queue$d;
    wire  tag_queue$q;
    reg  tag_queue$clock;
    reg  [21:0] tag_slot$d;
    wire  [21:0] tag_slot$q;
    reg  tag_slot$clock;
    reg  [7:0] arrived$d;
    wire  [7:0] arrived$q;
    reg  arrived$clock;
    reg  [31:0] slot_number$d;
    wire  [31:0] slot_number$q;
    reg  slot_number$clock;
    
    // Local signals
    reg  [7:0] together;
    
    // Sub module instances
    card$ingress$assembler$places$0$used used(
        .d(used$d),
        .q(used$q),
        .clock(used$clock)
    );
    card$ingress$assembler$places$0$tag tag(
        .d(tag$d),
        .q(tag$q),
        .clock(tag$clock)
    );
    card$ingress$assembler$places$0$tag_queue tag_queue(
        .d(tag_queue$d),
        .q(tag_queue$q),
        .clock(tag_queue$clock)
    );
    card$ingress$assembler$places$0$tag_slot tag_slot(
        .d(tag_slot$d),
        .q(tag_slot$q),
        .clock(tag_slot$clock)
    );
    card$ingress$assembler$places$0$arrived arrived(
        .d(arrived$d),
        .q(arrived$q),
        .clock(arrived$clock)
    );
    card$ingress$assembler$places$0$slot_number slot_number(
        .d(slot_number$d),
        .q(slot_number$q),
        .clock(slot_number$clock)
    );
    
    // Update code
    always @(*) begin
        used$clock = clock;
        tag$clock = clock;
        tag_queue$clock = clock;
        tag_slot$clock = clock;
        arrived$clock = clock;
        slot_number$clock = clock;
        used$d = used$q;
        tag$d = tag$q;
        tag_queue$d = tag_queue$q;
        tag_slot$d = tag_slot$q;
        arrived$d = arrived$q;
        slot_number$d = slot_number$q;
        together = (arrived$q | words) | ((32'h40) & 8'hff);
        hit = used$q & (tag$q == line);
        completes = hit & &together;
        busy = used$q;
        line_here = tag$q;
        queue_here = tag_queue$q;
        ring_slot_here = tag_slot$q;
        ticket_here = slot_number$q;
        words_here = arrived$q;
        if (update) begin
            arrived$d = arrived$q | words;
        end
        if (vacate) begin
            used$d = 1'b0;
        end
        if (allocate) begin
            used$d = 1'b1;
            tag$d = line;
            tag_queue$d = queue;
            tag_slot$d = ring_slot;
            arrived$d = words;
        end
        if ((allocate | update) & words[32'h7]) begin
            slot_number$d = ticket;
        end
    end
    
endmodule // card$ingress$assembler$places$0


module card$ingress$assembler$places$0$arrived(d,q,clock);
    
    // Module arguments
    input wire  [7:0] d;
    output reg  [7:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 8'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$ingress$assembler$places$0$arrived


module card$ingress$assembler$places$0$slot_number(d,q,clock);
    
    // Module arguments
    input wire  [31:0] d;
    output reg  [31:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 32'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$ingress$assembler$places$0$slot_number


module card$ingress$assembler$places$0$tag(d,q,clock);
    
    // Module arguments
    input wire  [21:0] d;
    output reg  [21:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 22'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$ingress$assembler$places$0$tag


module card$ingress$assembler$places$0$tag_queue(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$ingress$assembler$places$0$tag_queue


module card$ingress$assembler$places$0$tag_slot(d,q,clock);
    
    // Module arguments
    input wire  [21:0] d;
    output reg  [21:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 22'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$ingress$assembler$places$0$tag_slot


module card$ingress$assembler$places$0$used(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$ingress$assembler$places$0$used


module card$ingress$assembler$places$1(clock,line,queue,ring_slot,words,ticket,allocate,update,vacate,hit,completes,busy,line_here,queue_here,ring_slot_here,ticket_here,words_here);
    
    // Module arguments
    input wire  clock;
    input wire  [21:0] line;
    input wire  queue;
    input wire  [21:0] ring_slot;
    input wire  [7:0] words;
    input wire  [31:0] ticket;
    input wire  allocate;
    input wire  update;
    input wire  vacate;
    output reg  hit;
    output reg  completes;
    output reg  busy;
    output reg  [21:0] line_here;
    output reg  queue_here;
    output reg  [21:0] ring_slot_here;
    output reg  [31:0] ticket_here;
    output reg  [7:0] words_here;
    
    // Stub signals
    reg  used$d;
    wire  used$q;
    reg  used$clock;
    reg  [21:0] tag$d;
    wire  [21:0] tag$q;
    reg  tag$clock;
    reg  tag_queue$d;
    wire  tag_queue$q;
    reg  tag_queue$clock;
    reg  [21:0] tag_slot$d;
    wire  [21:0] tag_slot$q;
    reg  tag_slot$clock;
    reg  [7:0] arrived$d;
    wire  [7:0] arrived$q;
    reg  arrived$clock;
    reg  [31:0] slot_number$d;
    wire  [31:0] slot_number$q;
    reg  slot_number$clock;
    
    // Local signals
    reg  [7:0] together;
    
    // Sub module instances
    card$ingress$assembler$places$1$used used(
        .d(used$d),
        .q(used$q),
        .clock(used$clock)
    );
    card$ingress$assembler$places$1$tag tag(
        .d(tag$d),
        .q(tag$q),
        .clock(tag$clock)
    );
    card$ingress$assembler$places$1$tag_queue tag_queue(
        .d(tag_queue$d),
        .q(tag_queue$q),
        .clock(tag_queue$clock)
    );
    card$ingress$assembler$places$1$tag_slot tag_slot(
        .d(tag_slot$d),
        .q(tag_slot$q),
        .clock(tag_slot$clock)
    );
    card$ingress$assembler$places$1$arrived arrived(
        .d(arrived$d),
        .q(arrived$q),
        .clock(arrived$clock)
    );
    card$ingress$assembler$places$1$slot_number slot_number(
        .d(slot_number$d),
        .q(slot_number$q),
        .clock(slot_number$clock)
    );
    
    // Update code
    always @(*) begin
        used$clock = clock;
        tag$clock = clock;
        tag_queue$clock = clock;
        tag_slot$clock = clock;
        arrived$clock = clock;
        slot_number$clock = clock;
        used$d = used$q;
        tag$d = tag$q;
        tag_queue$d = tag_queue$q;
        tag_slot$d = tag_slot$q;
        arrived$d = arrived$q;
        slot_number$d = slot_number$q;
        together = (arrived$q | words) | ((32'h40) & 8'hff);
        hit = used$q & (tag$q == line);
        completes = hit & &together;
        busy = used$q;
        line_here = tag$q;
        queue_here = tag_queue$q;
        ring_slot_here = tag_slot$q;
        ticket_here = slot_number$q;
        words_here = arrived$q;
        if (update) begin
            arrived$d = arrived$q | words;
        end
        if (vacate) begin
            used$d = 1'b0;
        end
        if (allocate) begin
            used$d = 1'b1;
            tag$d = line;
            tag_queue$d = queue;
            tag_slot$d = ring_slot;
            arrived$d = words;
        end
        if ((allocate | update) & words[32'h7]) begin
            slot_number$d = ticket;
        end
    end
    
endmodule // card$ingress$assembler$places$1


module card$ingress$assembler$places$1$arrived(d,q,clock);
    
    // Module arguments
    input wire  [7:0] d;
    output reg  [7:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 8'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$ingress$assembler$places$1$arrived


module card$ingress$assembler$places$1$slot_number(d,q,clock);
    
    // Module arguments
    input wire  [31:0] d;
    output reg  [31:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 32'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$ingress$assembler$places$1$slot_number


module card$ingress$assembler$places$1$tag(d,q,clock);
    
    // Module arguments
    input wire  [21:0] d;
    output reg  [21:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 22'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$ingress$assembler$places$1$tag


module card$ingress$assembler$places$1$tag_queue(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$ingress$assembler$places$1$tag_queue


module card$ingress$assembler$places$1$tag_slot(d,q,clock);
    
    // Module arguments
    input wire  [21:0] d;
    output reg  [21:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 22'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$ingress$assembler$places$1$tag_slot


module card$ingress$assembler$places$1$used(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$ingress$assembler$places$1$used


module card$ingress$assembler$places$2(clock,line,queue,ring_slot,words,ticket,allocate,update,vacate,hit,completes,busy,line_here,queue_here,ring_slot_here,ticket_here,words_here);
    
    // Module arguments
    input wire  clock;
    input wire  [21:0] line;
    input wire  queue;
    input wire  [21:0] ring_slot;
    input wire  [7:0] words;
    input wire  [31:0] ticket;
    input wire  allocate;
    input wire  update;
    input wire  vacate;
    output reg  hit;
    output reg  completes;
    output reg  busy;
    output reg  [21:0] line_here;
    output reg  queue_here;
    output reg  [21:0] ring_slot_here;
    output reg  [31:0] ticket_here;
    output reg  [7:0] words_here;
    
    // Stub signals
    reg  used$d;
    wire  used$q;
    reg  used$clock;
    reg  [21:0] tag$d;
    wire  [21:0] tag$q;
    reg  tag$clock;
    reg  tag_queue$d;
    wire  tag_queue$q;
    reg  tag_queue$clock;
    reg  [21:0] tag_slot$d;
    wire  [21:0] tag_slot$q;
    reg  tag_slot$clock;
    reg  [7:0] arrived$d;
    wire  [7:0] arrived$q;
    reg  arrived$clock;
    reg  [31:0] slot_number$d;
    wire  [31:0] slot_number$q;
    reg  slot_number$clock;
    
    // Local signals
    reg  [7:0] together;
    
    // Sub module instances
    card$ingress$assembler$places$2$used used(
        .d(used$d),
        .q(used$q),
        .clock(used$clock)
    );
    card$ingress$assembler$places$2$tag tag(
        .d(tag$d),
        .q(tag$q),
        .clock(tag$clock)
    );
    card$ingress$assembler$places$2$tag_queue tag_queue(
        .d(tag_queue$d),
        .q(tag_queue$q),
        .clock(tag_queue$clock)
    );
    card$ingress$assembler$places$2$tag_slot tag_slot(
        .d(tag_slot$d),
        .q(tag_slot$q),
        .clock(tag_slot$clock)
    );
    card$ingress$assembler$places$2$arrived arrived(
        .d(arrived$d),
        .q(arrived$q),
        .clock(arrived$clock)
    );
    card$ingress$assembler$places$2$slot_number slot_number(
        .d(slot_number$d),
        .q(slot_number$q),
        .clock(slot_number$clock)
    );
    
    // Update code
    always @(*) begin
        used$clock = clock;
        tag$clock = clock;
        tag_queue$clock = clock;
        tag_slot$clock = clock;
        arrived$clock = clock;
        slot_number$clock = clock;
        used$d = used$q;
        tag$d = tag$q;
        tag_queue$d = tag_queue$q;
        tag_slot$d = tag_slot$q;
        arrived$d = arrived$q;
        slot_number$d = slot_number$q;
        together = (arrived$q | words) | ((32'h40) & 8'hff);
        hit = used$q & (tag$q == line);
        completes = hit & &together;
        busy = used$q;
        line_here = tag$q;
        queue_here = tag_queue$q;
        ring_slot_here = tag_slot$q;
        ticket_here = slot_number$q;
        words_here = arrived$q;
        if (update) begin
            arrived$d = arrived$q | words;
        end
        if (vacate) begin
            used$d = 1'b0;
        end
        if (allocate) begin
            used$d = 1'b1;
            tag$d = line;
            tag_queue$d = queue;
            tag_slot$d = ring_slot;
            arrived$d = words;
        end
        if ((allocate | update) & words[32'h7]) begin
            slot_number$d = ticket;
        end
    end
    
endmodule // card$ingress$assembler$places$2


module card$ingress$assembler$places$2$arrived(d,q,clock);
    
    // Module arguments
    input wire  [7:0] d;
    output reg  [7:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 8'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$ingress$assembler$places$2$arrived


module card$ingress$assembler$places$2$slot_number(d,q,clock);
    
    // Module arguments
    input wire  [31:0] d;
    output reg  [31:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 32'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$ingress$assembler$places$2$slot_number


module card$ingress$assembler$places$2$tag(d,q,clock);
    
    // Module arguments
    input wire  [21:0] d;
    output reg  [21:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 22'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$ingress$assembler$places$2$tag


module card$ingress$assembler$places$2$tag_queue(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$ingress$assembler$places$2$tag_queue


module card$ingress$assembler$places$2$tag_slot(d,q,clock);
    
    // Module arguments
    input wire  [21:0] d;
    output reg  [21:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 22'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$ingress$assembler$places$2$tag_slot


module card$ingress$assembler$places$2$used(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$ingress$assembler$places$2$used


module card$ingress$assembler$places$3(clock,line,queue,ring_slot,words,ticket,allocate,update,vacate,hit,completes,busy,line_here,queue_here,ring_slot_here,ticket_here,words_here);
    
    // Module arguments
    input wire  clock;
    input wire  [21:0] line;
    input wire  queue;
    input wire  [21:0] ring_slot;
    input wire  [7:0] words;
    input wire  [31:0] ticket;
    input wire  allocate;
    input wire  update;
    input wire  vacate;
    output reg  hit;
    output reg  completes;
    output reg  busy;
    output reg  [21:0] line_here;
    output reg  queue_here;
    output reg  [21:0] ring_slot_here;
    output reg  [31:0] ticket_here;
    output reg  [7:0] words_here;
    
    // Stub signals
    reg  used$d;
    wire  used$q;
    reg  used$clock;
    reg  [21:0] tag$d;
    wire  [21:0] tag$q;
    reg  tag$clock;
    reg  tag_queue$d;
    wire  tag_queue$q;
    reg  tag_queue$clock;
    reg  [21:0] tag_slot$d;
    wire  [21:0] tag_slot$q;
    reg  tag_slot$clock;
    reg  [7:0] arrived$d;
    wire  [7:0] arrived$q;
    reg  arrived$clock;
    reg  [31:0] slot_number$d;
    wire  [31:0] slot_number$q;
    reg  slot_number$clock;
    
    // Local signals
    reg  [7:0] together;
    
    // Sub module instances
    card$ingress$assembler$places$3$used used(
        .d(used$d),
        .q(used$q),
        .clock(used$clock)
    );
    card$ingress$assembler$places$3$tag tag(
        .d(tag$d),
        .q(tag$q),
        .clock(tag$clock)
    );
    card$ingress$assembler$places$3$tag_queue tag_queue(
        .d(tag_queue$d),
        .q(tag_queue$q),
        .clock(tag_queue$clock)
    );
    card$ingress$assembler$places$3$tag_slot tag_slot(
        .d(tag_slot$d),
        .q(tag_slot$q),
        .clock(tag_slot$clock)
    );
    card$ingress$assembler$places$3$arrived arrived(
        .d(arrived$d),
        .q(arrived$q),
        .clock(arrived$clock)
    );
    card$ingress$assembler$places$3$slot_number slot_number(
        .d(slot_number$d),
        .q(slot_number$q),
        .clock(slot_number$clock)
    );
    
    // Update code
    always @(*) begin
        used$clock = clock;
        tag$clock = clock;
        tag_queue$clock = clock;
        tag_slot$clock = clock;
        arrived$clock = clock;
        slot_number$clock = clock;
        used$d = used$q;
        tag$d = tag$q;
        tag_queue$d = tag_queue$q;
        tag_slot$d = tag_slot$q;
        arrived$d = arrived$q;
        slot_number$d = slot_number$q;
        together = (arrived$q | words) | ((32'h40) & 8'hff);
        hit = used$q & (tag$q == line);
        completes = hit & &together;
        busy = used$q;
        line_here = tag$q;
        queue_here = tag_queue$q;
        ring_slot_here = tag_slot$q;
        ticket_here = slot_number$q;
        words_here = arrived$q;
        if (update) begin
            arrived$d = arrived$q | words;
        end
        if (vacate) begin
            used$d = 1'b0;
        end
        if (allocate) begin
            used$d = 1'b1;
            tag$d = line;
            tag_queue$d = queue;
            tag_slot$d = ring_slot;
            arrived$d = words;
        end
        if ((allocate | update) & words[32'h7]) begin
            slot_number$d = ticket;
        end
    end
    
endmodule // card$ingress$assembler$places$3


module card$ingress$assembler$places$3$arrived(d,q,clock);
    
    // Module arguments
    input wire  [7:0] d;
    output reg  [7:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 8'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$ingress$assembler$places$3$arrived


module card$ingress$assembler$places$3$slot_number(d,q,clock);
    
    // Module arguments
    input wire  [31:0] d;
    output reg  [31:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 32'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$ingress$assembler$places$3$slot_number


module card$ingress$assembler$places$3$tag(d,q,clock);
    
    // Module arguments
    input wire  [21:0] d;
    output reg  [21:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 22'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$ingress$assembler$places$3$tag


module card$ingress$assembler$places$3$tag_queue(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$ingress$assembler$places$3$tag_queue


module card$ingress$assembler$places$3$tag_slot(d,q,clock);
    
    // Module arguments
    input wire  [21:0] d;
    output reg  [21:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 22'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$ingress$assembler$places$3$tag_slot


module card$ingress$assembler$places$3$used(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$ingress$assembler$places$3$used


module card$ingress$assembler$places$4(clock,line,queue,ring_slot,words,ticket,allocate,update,vacate,hit,completes,busy,line_here,queue_here,ring_slot_here,ticket_here,words_here);
    
    // Module arguments
    input wire  clock;
    input wire  [21:0] line;
    input wire  queue;
    input wire  [21:0] ring_slot;
    input wire  [7:0] words;
    input wire  [31:0] ticket;
    input wire  allocate;
    input wire  update;
    input wire  vacate;
    output reg  hit;
    output reg  completes;
    output reg  busy;
    output reg  [21:0] line_here;
    output reg  queue_here;
    output reg  [21:0] ring_slot_here;
    output reg  [31:0] ticket_here;
    output reg  [7:0] words_here;
    
    // Stub signals
    reg  used$d;
    wire  used$q;
    reg  used$clock;
    reg  [21:0] tag$d;
    wire  [21:0] tag$q;
    reg  tag$clock;
    reg  tag_queue$d;
    wire  tag_queue$q;
    reg  tag_queue$clock;
    reg  [21:0] tag_slot$d;
    wire  [21:0] tag_slot$q;
    reg  tag_slot$clock;
    reg  [7:0] arrived$d;
    wire  [7:0] arrived$q;
    reg  arrived$clock;
    reg  [31:0] slot_number$d;
    wire  [31:0] slot_number$q;
    reg  slot_number$clock;
    
    // Local signals
    reg  [7:0] together;
    
    // Sub module instances
    card$ingress$assembler$places$4$used used(
        .d(used$d),
        .q(used$q),
        .clock(used$clock)
    );
    card$ingress$assembler$places$4$tag tag(
        .d(tag$d),
        .q(tag$q),
        .clock(tag$clock)
    );
    card$ingress$assembler$places$4$tag_queue tag_queue(
        .d(tag_queue$d),
        .q(tag_queue$q),
        .clock(tag_queue$clock)
    );
    card$ingress$assembler$places$4$tag_slot tag_slot(
        .d(tag_slot$d),
        .q(tag_slot$q),
        .clock(tag_slot$clock)
    );
    card$ingress$assembler$places$4$arrived arrived(
        .d(arrived$d),
        .q(arrived$q),
        .clock(arrived$clock)
    );
    card$ingress$assembler$places$4$slot_number slot_number(
        .d(slot_number$d),
        .q(slot_number$q),
        .clock(slot_number$clock)
    );
    
    // Update code
    always @(*) begin
        used$clock = clock;
        tag$clock = clock;
        tag_queue$clock = clock;
        tag_slot$clock = clock;
        arrived$clock = clock;
        slot_number$clock = clock;
        used$d = used$q;
        tag$d = tag$q;
        tag_queue$d = tag_queue$q;
        tag_slot$d = tag_slot$q;
        arrived$d = arrived$q;
        slot_number$d = slot_number$q;
        together = (arrived$q | words) | ((32'h40) & 8'hff);
        hit = used$q & (tag$q == line);
        completes = hit & &together;
        busy = used$q;
        line_here = tag$q;
        queue_here = tag_queue$q;
        ring_slot_here = tag_slot$q;
        ticket_here = slot_number$q;
        words_here = arrived$q;
        if (update) begin
            arrived$d = arrived$q | words;
        end
        if (vacate) begin
            used$d = 1'b0;
        end
        if (allocate) begin
            used$d = 1'b1;
            tag$d = line;
            tag_queue$d = queue;
            tag_slot$d = ring_slot;
            arrived$d = words;
        end
        if ((allocate | update) & words[32'h7]) begin
            slot_number$d = ticket;
        end
    end
    
endmodule // card$ingress$assembler$places$4


module card$ingress$assembler$places$4$arrived(d,q,clock);
    
    // Module arguments
    input wire  [7:0] d;
    output reg  [7:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 8'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$ingress$assembler$places$4$arrived


module card$ingress$assembler$places$4$slot_number(d,q,clock);
    
    // Module arguments
    input wire  [31:0] d;
    output reg  [31:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 32'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$ingress$assembler$places$4$slot_number


module card$ingress$assembler$places$4$tag(d,q,clock);
    
    // Module arguments
    input wire  [21:0] d;
    output reg  [21:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 22'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$ingress$assembler$places$4$tag


module card$ingress$assembler$places$4$tag_queue(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$ingress$assembler$places$4$tag_queue


module card$ingress$assembler$places$4$tag_slot(d,q,clock);
    
    // Module arguments
    input wire  [21:0] d;
    output reg  [21:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 22'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$ingress$assembler$places$4$tag_slot


module card$ingress$assembler$places$4$used(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$ingress$assembler$places$4$used


module card$ingress$assembler$places$5(clock,line,queue,ring_slot,words,ticket,allocate,update,vacate,hit,completes,busy,line_here,queue_here,ring_slot_here,ticket_here,words_here);
    
    // Module arguments
    input wire  clock;
    input wire  [21:0] line;
    input wire  queue;
    input wire  [21:0] ring_slot;
    input wire  [7:0] words;
    input wire  [31:0] ticket;
    input wire  allocate;
    input wire  update;
    input wire  vacate;
    output reg  hit;
    output reg  completes;
    output reg  busy;
    output reg  [21:0] line_here;
    output reg  queue_here;
    output reg  [21:0] ring_slot_here;
    output reg  [31:0] ticket_here;
    output reg  [7:0] words_here;
    
    // Stub signals
    reg  used$d;
    wire  used$q;
    reg  used$clock;
    reg  [21:0] tag$d;
    wire  [21:0] tag$q;
    reg  tag$clock;
    reg  tag_queue$d;
    wire  tag_queue$q;
    reg  tag_queue$clock;
    reg  [21:0] tag_slot$d;
    wire  [21:0] tag_slot$q;
    reg  tag_slot$clock;
    reg  [7:0] arrived$d;
    wire  [7:0] arrived$q;
    reg  arrived$clock;
    reg  [31:0] slot_number$d;
    wire  [31:0] slot_number$q;
    reg  slot_number$clock;
    
    // Local signals
    reg  [7:0] together;
    
    // Sub module instances
    card$ingress$assembler$places$5$used used(
        .d(used$d),
        .q(used$q),
        .clock(used$clock)
    );
    card$ingress$assembler$places$5$tag tag(
        .d(tag$d),
        .q(tag$q),
        .clock(tag$clock)
    );
    card$ingress$assembler$places$5$tag_queue tag_queue(
        .d(tag_queue$d),
        .q(tag_queue$q),
        .clock(tag_queue$clock)
    );
    card$ingress$assembler$places$5$tag_slot tag_slot(
        .d(tag_slot$d),
        .q(tag_slot$q),
        .clock(tag_slot$clock)
    );
    card$ingress$assembler$places$5$arrived arrived(
        .d(arrived$d),
        .q(arrived$q),
        .clock(arrived$clock)
    );
    card$ingress$assembler$places$5$slot_number slot_number(
        .d(slot_number$d),
        .q(slot_number$q),
        .clock(slot_number$clock)
    );
    
    // Update code
    always @(*) begin
        used$clock = clock;
        tag$clock = clock;
        tag_queue$clock = clock;
        tag_slot$clock = clock;
        arrived$clock = clock;
        slot_number$clock = clock;
        used$d = used$q;
        tag$d = tag$q;
        tag_queue$d = tag_queue$q;
        tag_slot$d = tag_slot$q;
        arrived$d = arrived$q;
        slot_number$d = slot_number$q;
        together = (arrived$q | words) | ((32'h40) & 8'hff);
        hit = used$q & (tag$q == line);
        completes = hit & &together;
        busy = used$q;
        line_here = tag$q;
        queue_here = tag_queue$q;
        ring_slot_here = tag_slot$q;
        ticket_here = slot_number$q;
        words_here = arrived$q;
        if (update) begin
            arrived$d = arrived$q | words;
        end
        if (vacate) begin
            used$d = 1'b0;
        end
        if (allocate) begin
            used$d = 1'b1;
            tag$d = line;
            tag_queue$d = queue;
            tag_slot$d = ring_slot;
            arrived$d = words;
        end
        if ((allocate | update) & words[32'h7]) begin
            slot_number$d = ticket;
        end
    end
    
endmodule // card$ingress$assembler$places$5


module card$ingress$assembler$places$5$arrived(d,q,clock);
    
    // Module arguments
    input wire  [7:0] d;
    output reg  [7:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 8'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$ingress$assembler$places$5$arrived


module card$ingress$assembler$places$5$slot_number(d,q,clock);
    
    // Module arguments
    input wire  [31:0] d;
    output reg  [31:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 32'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$ingress$assembler$places$5$slot_number


module card$ingress$assembler$places$5$tag(d,q,clock);
    
    // Module arguments
    input wire  [21:0] d;
    output reg  [21:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 22'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$ingress$assembler$places$5$tag


module card$ingress$assembler$places$5$tag_queue(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$ingress$assembler$places$5$tag_queue


module card$ingress$assembler$places$5$tag_slot(d,q,clock);
    
    // Module arguments
    input wire  [21:0] d;
    output reg  [21:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 22'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$ingress$assembler$places$5$tag_slot


module card$ingress$assembler$places$5$used(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$ingress$assembler$places$5$used


module card$ingress$assembler$places$6(clock,line,queue,ring_slot,words,ticket,allocate,update,vacate,hit,completes,busy,line_here,queue_here,ring_slot_here,ticket_here,words_here);
    
    // Module arguments
    input wire  clock;
    input wire  [21:0] line;
    input wire  queue;
    input wire  [21:0] ring_slot;
    input wire  [7:0] words;
    input wire  [31:0] ticket;
    input wire  allocate;
    input wire  update;
    input wire  vacate;
    output reg  hit;
    output reg  completes;
    output reg  busy;
    output reg  [21:0] line_here;
    output reg  queue_here;
    output reg  [21:0] ring_slot_here;
    output reg  [31:0] ticket_here;
    output reg  [7:0] words_here;
    
    // Stub signals
    reg  used$d;
    wire  used$q;
    reg  used$clock;
    reg  [21:0] tag$d;
    wire  [21:0] tag$q;
    reg  tag$clock;
    reg  tag_queue$d;
    wire  tag_queue$q;
    reg  tag_queue$clock;
    reg  [21:0] tag_slot$d;
    wire  [21:0] tag_slot$q;
    reg  tag_slot$clock;
    reg  [7:0] arrived$d;
    wire  [7:0] arrived$q;
    reg  arrived$clock;
    reg  [31:0] slot_number$d;
    wire  [31:0] slot_number$q;
    reg  slot_number$clock;
    
    // Local signals
    reg  [7:0] together;
    
    // Sub module instances
    card$ingress$assembler$places$6$used used(
        .d(used$d),
        .q(used$q),
        .clock(used$clock)
    );
    card$ingress$assembler$places$6$tag tag(
        .d(tag$d),
        .q(tag$q),
        .clock(tag$clock)
    );
    card$ingress$assembler$places$6$tag_queue tag_queue(
        .d(tag_queue$d),
        .q(tag_queue$q),
        .clock(tag_queue$clock)
    );
    card$ingress$assembler$places$6$tag_slot tag_slot(
        .d(tag_slot$d),
        .q(tag_slot$q),
        .clock(tag_slot$clock)
    );
    card$ingress$assembler$places$6$arrived arrived(
        .d(arrived$d),
        .q(arrived$q),
        .clock(arrived$clock)
    );
    card$ingress$assembler$places$6$slot_number slot_number(
        .d(slot_number$d),
        .q(slot_number$q),
        .clock(slot_number$clock)
    );
    
    // Update code
    always @(*) begin
        used$clock = clock;
        tag$clock = clock;
        tag_queue$clock = clock;
        tag_slot$clock = clock;
        arrived$clock = clock;
        slot_number$clock = clock;
        used$d = used$q;
        tag$d = tag$q;
        tag_queue$d = tag_queue$q;
        tag_slot$d = tag_slot$q;
        arrived$d = arrived$q;
        slot_number$d = slot_number$q;
        together = (arrived$q | words) | ((32'h40) & 8'hff);
        hit = used$q & (tag$q == line);
        completes = hit & &together;
        busy = used$q;
        line_here = tag$q;
        queue_here = tag_queue$q;
        ring_slot_here = tag_slot$q;
        ticket_here = slot_number$q;
        words_here = arrived$q;
        if (update) begin
            arrived$d = arrived$q | words;
        end
        if (vacate) begin
            used$d = 1'b0;
        end
        if (allocate) begin
            used$d = 1'b1;
            tag$d = line;
            tag_queue$d = queue;
            tag_slot$d = ring_slot;
            arrived$d = words;
        end
        if ((allocate | update) & words[32'h7]) begin
            slot_number$d = ticket;
        end
    end
    
endmodule // card$ingress$assembler$places$6


module card$ingress$assembler$places$6$arrived(d,q,clock);
    
    // Module arguments
    input wire  [7:0] d;
    output reg  [7:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 8'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$ingress$assembler$places$6$arrived


module card$ingress$assembler$places$6$slot_number(d,q,clock);
    
    // Module arguments
    input wire  [31:0] d;
    output reg  [31:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 32'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$ingress$assembler$places$6$slot_number


module card$ingress$assembler$places$6$tag(d,q,clock);
    
    // Module arguments
    input wire  [21:0] d;
    output reg  [21:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 22'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$ingress$assembler$places$6$tag


module card$ingress$assembler$places$6$tag_queue(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$ingress$assembler$places$6$tag_queue


module card$ingress$assembler$places$6$tag_slot(d,q,clock);
    
    // Module arguments
    input wire  [21:0] d;
    output reg  [21:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 22'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$ingress$assembler$places$6$tag_slot


module card$ingress$assembler$places$6$used(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$ingress$assembler$places$6$used


module card$ingress$assembler$places$7(clock,line,queue,ring_slot,words,ticket,allocate,update,vacate,hit,completes,busy,line_here,queue_here,ring_slot_here,ticket_here,words_here);
    
    // Module arguments
    input wire  clock;
    input wire  [21:0] line;
    input wire  queue;
    input wire  [21:0] ring_slot;
    input wire  [7:0] words;
    input wire  [31:0] ticket;
    input wire  allocate;
    input wire  update;
    input wire  vacate;
    output reg  hit;
    output reg  completes;
    output reg  busy;
    output reg  [21:0] line_here;
    output reg  queue_here;
    output reg  [21:0] ring_slot_here;
    output reg  [31:0] ticket_here;
    output reg  [7:0] words_here;
    
    // Stub signals
    reg  used$d;
    wire  used$q;
    reg  used$clock;
    reg  [21:0] tag$d;
    wire  [21:0] tag$q;
    reg  tag$clock;
    reg  tag_queue$d;
    wire  tag_queue$q;
    reg  tag_queue$clock;
    reg  [21:0] tag_slot$d;
    wire  [21:0] tag_slot$q;
    reg  tag_slot$clock;
    reg  [7:0] arrived$d;
    wire  [7:0] arrived$q;
    reg  arrived$clock;
    reg  [31:0] slot_number$d;
    wire  [31:0] slot_number$q;
    reg  slot_number$clock;
    
    // Local signals
    reg  [7:0] together;
    
    // Sub module instances
    card$ingress$assembler$places$7$used used(
        .d(used$d),
        .q(used$q),
        .clock(used$clock)
    );
    card$ingress$assembler$places$7$tag tag(
        .d(tag$d),
        .q(tag$q),
        .clock(tag$clock)
    );
    card$ingress$assembler$places$7$tag_queue tag_queue(
        .d(tag_queue$d),
        .q(tag_queue$q),
        .clock(tag_queue$clock)
    );
    card$ingress$assembler$places$7$tag_slot tag_slot(
        .d(tag_slot$d),
        .q(tag_slot$q),
        .clock(tag_slot$clock)
    );
    card$ingress$assembler$places$7$arrived arrived(
        .d(arrived$d),
        .q(arrived$q),
        .clock(arrived$clock)
    );
    card$ingress$assembler$places$7$slot_number slot_number(
        .d(slot_number$d),
        .q(slot_number$q),
        .clock(slot_number$clock)
    );
    
    // Update code
    always @(*) begin
        used$clock = clock;
        tag$clock = clock;
        tag_queue$clock = clock;
        tag_slot$clock = clock;
        arrived$clock = clock;
        slot_number$clock = clock;
        used$d = used$q;
        tag$d = tag$q;
        tag_queue$d = tag_queue$q;
        tag_slot$d = tag_slot$q;
        arrived$d = arrived$q;
        slot_number$d = slot_number$q;
        together = (arrived$q | words) | ((32'h40) & 8'hff);
        hit = used$q & (tag$q == line);
        completes = hit & &together;
        busy = used$q;
        line_here = tag$q;
        queue_here = tag_queue$q;
        ring_slot_here = tag_slot$q;
        ticket_here = slot_number$q;
        words_here = arrived$q;
        if (update) begin
            arrived$d = arrived$q | words;
        end
        if (vacate) begin
            used$d = 1'b0;
        end
        if (allocate) begin
            used$d = 1'b1;
            tag$d = line;
            tag_queue$d = queue;
            tag_slot$d = ring_slot;
            arrived$d = words;
        end
        if ((allocate | update) & words[32'h7]) begin
            slot_number$d = ticket;
        end
    end
    
endmodule // card$ingress$assembler$places$7


module card$ingress$assembler$places$7$arrived(d,q,clock);
    
    // Module arguments
    input wire  [7:0] d;
    output reg  [7:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 8'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$ingress$assembler$places$7$arrived


module card$ingress$assembler$places$7$slot_number(d,q,clock);
    
    // Module arguments
    input wire  [31:0] d;
    output reg  [31:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 32'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$ingress$assembler$places$7$slot_number


module card$ingress$assembler$places$7$tag(d,q,clock);
    
    // Module arguments
    input wire  [21:0] d;
    output reg  [21:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 22'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$ingress$assembler$places$7$tag


module card$ingress$assembler$places$7$tag_queue(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$ingress$assembler$places$7$tag_queue


module card$ingress$assembler$places$7$tag_slot(d,q,clock);
    
    // Module arguments
    input wire  [21:0] d;
    output reg  [21:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 22'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$ingress$assembler$places$7$tag_slot


module card$ingress$assembler$places$7$used(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$ingress$assembler$places$7$used


module card$ingress$assembler$showing(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$ingress$assembler$showing


module card$ingress$assembler$shown(d,q,clock);
    
    // Module arguments
    input wire  [1:0] d;
    output reg  [1:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 2'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$ingress$assembler$shown


module card$ingress$assembler$victim(d,q,clock);
    
    // Module arguments
    input wire  [2:0] d;
    output reg  [2:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 3'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$ingress$assembler$victim


module card$ingress$beat(d,q,clock);
    
    // Module arguments
    input wire  [169:0] d;
    output reg  [169:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 170'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$ingress$beat


module card$ingress$here(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$ingress$here


module card$ingress$line(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$ingress$line


module card$ingress$outside(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$ingress$outside


module card$ingress$owned(d,q,clock);
    
    // Module arguments
    input wire  [1:0] d;
    output reg  [1:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 2'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$ingress$owned


module card$ingress$queue(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$ingress$queue


module card$ingress$ring_slot(d,q,clock);
    
    // Module arguments
    input wire  [21:0] d;
    output reg  [21:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 22'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$ingress$ring_slot


module card$ingress$second(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$ingress$second


module card$ingress$taken_count(d,q,clock);
    
    // Module arguments
    input wire  [15:0] d;
    output reg  [15:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 16'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$ingress$taken_count


module card$ingress$whose(unit,enable0,line_base0,line_count0,payload_base0,payload_bytes0,enable1,line_base1,line_count1,payload_base1,payload_bytes1,owned);
    
    // Module arguments
    input wire  [27:0] unit;
    input wire  enable0;
    input wire  [31:0] line_base0;
    input wire  [31:0] line_count0;
    input wire  [31:0] payload_base0;
    input wire  [31:0] payload_bytes0;
    input wire  enable1;
    input wire  [31:0] line_base1;
    input wire  [31:0] line_count1;
    input wire  [31:0] payload_base1;
    input wire  [31:0] payload_bytes1;
    output reg  [1:0] owned;
    
    // Constant declarations
    localparam  state0 = 16'h10;
    localparam  state1 = 16'h11;
    
    // Local signals
    reg  [27:0] from_lines0;
    reg  [27:0] from_payload0;
    reg  [27:0] lines0;
    reg  [27:0] from_lines1;
    reg  [27:0] from_payload1;
    reg  [27:0] lines1;
    reg  in0;
    reg  in1;
    reg  [15:0] part;
    
    // Update code
    always @(*) begin
        from_lines0 = unit - line_base0[(32'h4)+:(28)];
        from_payload0 = unit - payload_base0[(32'h4)+:(28)];
        lines0 = ((line_count0[(32'h0)+:(26)]) & 28'hfffffff) << 32'h2;
        from_lines1 = unit - line_base1[(32'h4)+:(28)];
        from_payload1 = unit - payload_base1[(32'h4)+:(28)];
        lines1 = ((line_count1[(32'h0)+:(26)]) & 28'hfffffff) << 32'h2;
        part = unit[(32'hc)+:(16)];
        in0 = (part == state0) | (enable0 & ((from_lines0 < lines0) | (from_payload0 < payload_bytes0[(32'h4)+:(28)])));
        in1 = (part == state1) | (enable1 & ((from_lines1 < lines1) | (from_payload1 < payload_bytes1[(32'h4)+:(28)])));
        owned = ((32'h0) & 2'h3);
        if (in0) begin
            owned = ((32'h1) & 2'h3);
        end
        else if (in1) begin
            owned = ((32'h2) & 2'h3);
        end
    end
    
endmodule // card$ingress$whose


module card$line_crc(clock,valid,number,data,wrong);
    
    // Module arguments
    input wire  clock;
    input wire  valid;
    input wire  [1:0] number;
    input wire  [127:0] data;
    output reg  wrong;
    
    // Stub signals
    reg  [31:0] crc$d;
    wire  [31:0] crc$q;
    reg  crc$clock;
    reg  [127:0] reduce_beat$x;
    wire  [31:0] reduce_beat$y;
    reg  [31:0] advance_beat$x;
    wire  [31:0] advance_beat$y;
    reg  [31:0] reduce_slot$x;
    wire  [31:0] reduce_slot$y;
    reg  [31:0] advance_slot$x;
    wire  [31:0] advance_slot$y;
    
    // Local signals
    reg  [31:0] sum;
    reg  [31:0] told;
    
    // Sub module instances
    card$line_crc$crc crc(
        .d(crc$d),
        .q(crc$q),
        .clock(crc$clock)
    );
    card$line_crc$reduce_beat reduce_beat(
        .x(reduce_beat$x),
        .y(reduce_beat$y)
    );
    card$line_crc$advance_beat advance_beat(
        .x(advance_beat$x),
        .y(advance_beat$y)
    );
    card$line_crc$reduce_slot reduce_slot(
        .x(reduce_slot$x),
        .y(reduce_slot$y)
    );
    card$line_crc$advance_slot advance_slot(
        .x(advance_slot$x),
        .y(advance_slot$y)
    );
    
    // Update code
    always @(*) begin
        crc$clock = clock;
        crc$d = crc$q;
        reduce_beat$x = data;
        advance_beat$x = crc$q;
        if (number == 32'h0) begin
            advance_beat$x = ((64'hffffffff) & 32'hffffffff);
        end
        reduce_slot$x = data[(32'h60)+:(32)];
        advance_slot$x = crc$q;
        sum = reduce_slot$y ^ advance_slot$y;
        told = ~data[(32'h40)+:(32)];
        wrong = valid & (number == 32'h3) & (sum != told);
        if (valid & (number != 32'h3)) begin
            crc$d = reduce_beat$y ^ advance_beat$y;
        end
    end
    
endmodule // card$line_crc


module card$line_crc$advance_beat(x,y);
    
    // Module arguments
    input wire  [31:0] x;
    output reg  [31:0] y;
    
    // Update code (custom)
    `ifdef SYNTHESIS
    wire s0 = x[10] ^ x[14];
    wire s1 = x[1] ^ x[3];
    wire s2 = x[0] ^ x[2];
    wire s3 = x[7] ^ x[27];
    wire s4 = x[8] ^ x[9];
    wire s5 = x[4] ^ x[29];
    wire s6 = x[5] ^ x[30];
    wire s7 = x[6] ^ x[18];
    wire s8 = x[19] ^ x[23];
    wire s9 = x[11] ^ x[21];
    wire s10 = x[13] ^ x[22];
    wire s11 = x[20] ^ x[26];
    wire s12 = x[12] ^ x[16];
    wire s13 = x[15] ^ x[17];
    wire s14 = x[24] ^ s0;
    wire s15 = x[25] ^ s2;
    wire s16 = x[27] ^ s4;
    wire s17 = x[28] ^ s1;
    wire s18 = x[31] ^ s7;
    wire s19 = s5 ^ s12;
    wire s20 = x[3] ^ x[9];
    wire s21 = x[6] ^ x[31];
    wire s22 = x[13] ^ x[14];
    wire s23 = x[18] ^ x[22];
    wire s24 = x[19] ^ x[25];
    wire s25 = x[0] ^ s11;
    wire s26 = x[8] ^ s8;
    wire s27 = x[12] ^ s13;
    wire s28 = x[17] ^ s6;
    wire s29 = s0 ^ s10;
    wire s30 = x[23] ^ s18;
    wire s31 = x[4] ^ x[11];
    wire s32 = x[15] ^ x[28];
    wire s33 = x[16] ^ x[20];
    wire s34 = x[1] ^ s9;
    wire s35 = x[10] ^ s3;
    wire s36 = x[18] ^ s3;
    wire s37 = s0 ^ s8;
    wire s38 = s6 ^ s23;
    wire s39 = s9 ^ s20;
    wire s40 = s7 ^ s15;
    wire s41 = s11 ^ s16;
    wire s42 = x[0] ^ x[7];
    wire s43 = x[2] ^ x[14];
    wire s44 = x[5] ^ x[12];
    wire s45 = x[5] ^ x[24];
    wire s46 = x[9] ^ x[21];
    wire s47 = x[19] ^ x[26];
    wire s48 = x[20] ^ x[31];
    wire s49 = x[22] ^ x[28];
    wire s50 = x[24] ^ x[25];
    wire s51 = x[10] ^ s10;
    wire s52 = x[30] ^ s3;
    wire s53 = s1 ^ s5;
    wire s54 = s2 ^ s5;
    wire s55 = s4 ^ s11;
    wire s56 = s9 ^ s50;
    wire s57 = s12 ^ s22;
    wire s58 = x[11] ^ s26;
    wire s59 = x[15] ^ s14;
    wire s60 = x[23] ^ s16;
    wire s61 = s1 ^ s14;
    wire s62 = s4 ^ s17;
    wire s63 = s15 ^ s19;
    wire s64 = s21 ^ s25;
    wire s65 = s24 ^ s34;
    wire s66 = s24 ^ s36;
    wire s67 = s32 ^ s39;
    wire s68 = s14 ^ s30;
    wire s69 = s27 ^ s41;
    wire s70 = s28 ^ s60;
    wire s71 = s35 ^ s40;
    always @(*) begin
        y[0] = x[2] ^ x[8] ^ x[20] ^ x[27] ^ s17 ^ s23 ^ s31 ^ s59;
        y[1] = x[5] ^ s8 ^ s63 ^ s67;
        y[2] = x[6] ^ x[24] ^ s1 ^ s19 ^ s25 ^ s28 ^ s51;
        y[3] = x[4] ^ s3 ^ s15 ^ s22 ^ s28 ^ s30 ^ s34;
        y[4] = x[19] ^ s31 ^ s35 ^ s44 ^ s64;
        y[5] = x[3] ^ x[4] ^ x[7] ^ x[21] ^ s2 ^ s7 ^ s10 ^ s44 ^ s59;
        y[6] = x[13] ^ x[28] ^ s8 ^ s33 ^ s45 ^ s71;
        y[7] = x[21] ^ x[22] ^ s5 ^ s13 ^ s47 ^ s71;
        y[8] = x[16] ^ s3 ^ s17 ^ s25 ^ s38 ^ s58;
        y[9] = x[22] ^ x[29] ^ s18 ^ s27 ^ s37 ^ s39;
        y[10] = s2 ^ s17 ^ s26 ^ s52 ^ s57;
        y[11] = x[24] ^ s13 ^ s22 ^ s48 ^ s54 ^ s62;
        y[12] = x[29] ^ s6 ^ s16 ^ s33 ^ s49 ^ s56;
        y[13] = x[30] ^ s30 ^ s43 ^ s53 ^ s56 ^ s69;
        y[14] = x[7] ^ x[31] ^ s6 ^ s55 ^ s57 ^ s65;
        y[15] = x[2] ^ x[21] ^ s21 ^ s29 ^ s69;
        y[16] = x[16] ^ x[23] ^ s29 ^ s36 ^ s67;
        y[17] = s13 ^ s14 ^ s19 ^ s49 ^ s58;
        y[18] = s17 ^ s29 ^ s63 ^ s70;
        y[19] = x[29] ^ s10 ^ s64 ^ s70;
        y[20] = x[1] ^ x[28] ^ s46 ^ s52 ^ s68;
        y[21] = x[14] ^ s48 ^ s53 ^ s66;
        y[22] = x[27] ^ s9 ^ s38 ^ s47 ^ s61;
        y[23] = x[12] ^ x[25] ^ s18 ^ s26 ^ s61;
        y[24] = x[26] ^ s29 ^ s62 ^ s66;
        y[25] = x[11] ^ s32 ^ s37 ^ s41 ^ s54;
        y[26] = x[21] ^ s4 ^ s19 ^ s38 ^ s43;
        y[27] = s6 ^ s8 ^ s13 ^ s20 ^ s21 ^ s51;
        y[28] = s31 ^ s33 ^ s42 ^ s68;
        y[29] = x[8] ^ s27 ^ s42 ^ s45 ^ s65;
        y[30] = x[1] ^ s10 ^ s12 ^ s40 ^ s55;
        y[31] = x[13] ^ x[17] ^ x[26] ^ s1 ^ s2 ^ s3 ^ s37 ^ s46;
    end
    `else
    always @(*) begin
        y[0] = ^(x & 32'b00011001010101001100110100011110);
        y[1] = ^(x & 32'b00110010101010011001101000111101);
        y[2] = ^(x & 32'b01100101010100110011010001111011);
        y[3] = ^(x & 32'b11001010101001100110100011110111);
        y[4] = ^(x & 32'b10001100000110000001110011110001);
        y[5] = ^(x & 32'b00000001011001001111010011111101);
        y[6] = ^(x & 32'b00011011100111010010010011100101);
        y[7] = ^(x & 32'b00101110011011101000010011010101);
        y[8] = ^(x & 32'b01011100110111010000100110101011);
        y[9] = ^(x & 32'b10100000111011101101111001001000);
        y[10] = ^(x & 32'b01011000100010010111000110001111);
        y[11] = ^(x & 32'b10110001000100101110001100011111);
        y[12] = ^(x & 32'b01111011011100010000101100100000);
        y[13] = ^(x & 32'b11101111101101101101101101011110);
        y[14] = ^(x & 32'b11000110001110010111101110100010);
        y[15] = ^(x & 32'b10001100011100101111011101000100);
        y[16] = ^(x & 32'b00011000111001011110111010001000);
        y[17] = ^(x & 32'b00110001110010111101110100010000);
        y[18] = ^(x & 32'b01111010110000110111011100111111);
        y[19] = ^(x & 32'b11101100110100100010001101100001);
        y[20] = ^(x & 32'b11011001101001000100011011000010);
        y[21] = ^(x & 32'b10101010000111000100000010011010);
        y[22] = ^(x & 32'b01001101011011000100110000101010);
        y[23] = ^(x & 32'b10000011100011000101010101001010);
        y[24] = ^(x & 32'b00011110010011000110011110001010);
        y[25] = ^(x & 32'b00111100100110001100111100010101);
        y[26] = ^(x & 32'b01100000011001010101001100110100);
        y[27] = ^(x & 32'b11000000110010101010011001101000);
        y[28] = ^(x & 32'b10000001100101010100110011010001);
        y[29] = ^(x & 32'b00000011001010101001100110100011);
        y[30] = ^(x & 32'b00000110010101010011001101000111);
        y[31] = ^(x & 32'b00001100101010100110011010001111);
    end
    `endif
endmodule // card$line_crc$advance_beat


module card$line_crc$advance_slot(x,y);
    
    // Module arguments
    input wire  [31:0] x;
    output reg  [31:0] y;
    
    // Update code (custom)
    `ifdef SYNTHESIS
    wire s0 = x[0] ^ x[23];
    wire s1 = x[6] ^ x[15];
    wire s2 = x[1] ^ x[20];
    wire s3 = x[2] ^ x[25];
    wire s4 = x[4] ^ x[13];
    wire s5 = x[10] ^ x[26];
    wire s6 = x[21] ^ x[22];
    wire s7 = x[3] ^ x[17];
    wire s8 = x[5] ^ x[14];
    wire s9 = x[7] ^ x[16];
    wire s10 = x[9] ^ x[27];
    wire s11 = x[28] ^ x[29];
    wire s12 = x[30] ^ x[31];
    wire s13 = x[19] ^ s0;
    wire s14 = x[12] ^ x[18];
    wire s15 = x[8] ^ s4;
    wire s16 = x[11] ^ s2;
    wire s17 = x[24] ^ s1;
    wire s18 = s3 ^ s7;
    wire s19 = s5 ^ s11;
    wire s20 = x[9] ^ s6;
    wire s21 = x[5] ^ x[12];
    wire s22 = x[6] ^ x[29];
    wire s23 = x[7] ^ s14;
    wire s24 = x[18] ^ s10;
    wire s25 = x[24] ^ s6;
    wire s26 = x[26] ^ s3;
    wire s27 = x[28] ^ s12;
    wire s28 = x[30] ^ s8;
    wire s29 = x[1] ^ s17;
    wire s30 = x[10] ^ s16;
    wire s31 = s9 ^ s13;
    wire s32 = x[11] ^ x[22];
    wire s33 = x[16] ^ x[23];
    wire s34 = x[27] ^ x[31];
    wire s35 = x[4] ^ s8;
    wire s36 = x[17] ^ s10;
    wire s37 = x[19] ^ s2;
    wire s38 = x[23] ^ s9;
    wire s39 = s5 ^ s8;
    wire s40 = x[3] ^ s23;
    wire s41 = x[8] ^ s18;
    wire s42 = x[14] ^ s15;
    wire s43 = x[11] ^ x[13];
    wire s44 = x[19] ^ x[25];
    wire s45 = x[25] ^ x[30];
    wire s46 = x[0] ^ s7;
    wire s47 = x[2] ^ s6;
    wire s48 = x[11] ^ s1;
    wire s49 = x[12] ^ s9;
    wire s50 = x[15] ^ s0;
    wire s51 = x[21] ^ s4;
    wire s52 = x[24] ^ s0;
    wire s53 = x[26] ^ s11;
    wire s54 = x[27] ^ s12;
    wire s55 = x[28] ^ s10;
    wire s56 = x[29] ^ s3;
    wire s57 = s5 ^ s14;
    wire s58 = x[3] ^ s13;
    wire s59 = x[8] ^ s20;
    wire s60 = x[8] ^ s36;
    wire s61 = x[21] ^ s19;
    wire s62 = s1 ^ s13;
    wire s63 = s7 ^ s24;
    wire s64 = s12 ^ s35;
    wire s65 = s14 ^ s18;
    wire s66 = s15 ^ s26;
    wire s67 = s16 ^ s22;
    wire s68 = s17 ^ s38;
    wire s69 = s19 ^ s32;
    wire s70 = s20 ^ s28;
    wire s71 = s33 ^ s48;
    wire s72 = s37 ^ s46;
    wire s73 = s25 ^ s31;
    wire s74 = s29 ^ s58;
    always @(*) begin
        y[0] = s16 ^ s26 ^ s35 ^ s55 ^ s68;
        y[1] = x[27] ^ s9 ^ s17 ^ s21 ^ s41 ^ s61;
        y[2] = x[6] ^ s9 ^ s15 ^ s32 ^ s45 ^ s53 ^ s63;
        y[3] = s13 ^ s19 ^ s23 ^ s60 ^ s64;
        y[4] = x[18] ^ s5 ^ s12 ^ s31 ^ s42 ^ s56;
        y[5] = x[4] ^ x[6] ^ s27 ^ s31 ^ s41;
        y[6] = x[14] ^ x[18] ^ s11 ^ s34 ^ s41 ^ s71;
        y[7] = x[27] ^ s13 ^ s28 ^ s65 ^ s67;
        y[8] = x[2] ^ x[26] ^ s17 ^ s27 ^ s37 ^ s40 ^ s51;
        y[9] = x[31] ^ s43 ^ s53 ^ s59 ^ s74;
        y[10] = x[30] ^ s1 ^ s21 ^ s69;
        y[11] = s0 ^ s22 ^ s43 ^ s49 ^ s54;
        y[12] = x[20] ^ s12 ^ s21 ^ s36 ^ s66 ^ s71;
        y[13] = x[31] ^ s30 ^ s50 ^ s51 ^ s65;
        y[14] = x[13] ^ x[20] ^ x[23] ^ s1 ^ s6 ^ s40 ^ s44 ^ s55;
        y[15] = x[20] ^ s19 ^ s42 ^ s73;
        y[16] = x[25] ^ x[29] ^ s16 ^ s25 ^ s28 ^ s50 ^ s60;
        y[17] = s3 ^ s20 ^ s27 ^ s29 ^ s33 ^ s57;
        y[18] = x[9] ^ x[10] ^ x[22] ^ x[31] ^ s1 ^ s4 ^ s8 ^ s11 ^ s72;
        y[19] = x[24] ^ s24 ^ s45 ^ s61;
        y[20] = s44 ^ s54 ^ s69;
        y[21] = x[9] ^ s29 ^ s49 ^ s56 ^ s64;
        y[22] = s7 ^ s10 ^ s27 ^ s30 ^ s42 ^ s52;
        y[23] = x[20] ^ x[21] ^ s22 ^ s34 ^ s38 ^ s57;
        y[24] = x[16] ^ x[17] ^ s2 ^ s62 ^ s66 ^ s70;
        y[25] = x[31] ^ s2 ^ s39 ^ s47 ^ s63 ^ s68;
        y[26] = x[18] ^ s39 ^ s59 ^ s72;
        y[27] = x[4] ^ s24 ^ s30 ^ s47 ^ s62;
        y[28] = x[2] ^ x[3] ^ x[28] ^ s21 ^ s30 ^ s73;
        y[29] = x[12] ^ x[23] ^ s15 ^ s18 ^ s25 ^ s67;
        y[30] = s4 ^ s26 ^ s40 ^ s52 ^ s70;
        y[31] = x[22] ^ x[25] ^ s15 ^ s34 ^ s39 ^ s74;
    end
    `else
    always @(*) begin
        y[0] = ^(x & 32'b00011111100100011100101011110110);
        y[1] = ^(x & 32'b00111111001000111001010111101100);
        y[2] = ^(x & 32'b01111110010001110010101111011000);
        y[3] = ^(x & 32'b11111100100011100101011110110001);
        y[4] = ^(x & 32'b11100110100011010110010110010101);
        y[5] = ^(x & 32'b11010010100010110000000111011101);
        y[6] = ^(x & 32'b10111010100001111100100101001100);
        y[7] = ^(x & 32'b01101010100111100101100001101111);
        y[8] = ^(x & 32'b11010101001111001011000011011110);
        y[9] = ^(x & 32'b10110101111010001010101101001011);
        y[10] = ^(x & 32'b01110100010000001001110001100000);
        y[11] = ^(x & 32'b11101000100000010011100011000001);
        y[12] = ^(x & 32'b11001110100100111011101101110100);
        y[13] = ^(x & 32'b10000010101101101011110000011111);
        y[14] = ^(x & 32'b00011010111111001011001011001000);
        y[15] = ^(x & 32'b00110101111110010110010110010001);
        y[16] = ^(x & 32'b01101011111100101100101100100011);
        y[17] = ^(x & 32'b11010111111001011001011001000110);
        y[18] = ^(x & 32'b10110000010110101110011001111011);
        y[19] = ^(x & 32'b01111111001001000000011000000000);
        y[20] = ^(x & 32'b11111110010010000000110000000000);
        y[21] = ^(x & 32'b11100011000000011101001011110110);
        y[22] = ^(x & 32'b11011001100100100110111100011011);
        y[23] = ^(x & 32'b10101100101101010001010011000000);
        y[24] = ^(x & 32'b01000110111110111110001101110111);
        y[25] = ^(x & 32'b10001101111101111100011011101110);
        y[26] = ^(x & 32'b00000100011111100100011100101011);
        y[27] = ^(x & 32'b00001000111111001000111001010111);
        y[28] = ^(x & 32'b00010001111110010001110010101111);
        y[29] = ^(x & 32'b00100011111100100011100101011110);
        y[30] = ^(x & 32'b01000111111001000111001010111101);
        y[31] = ^(x & 32'b10001111110010001110010101111011);
    end
    `endif
endmodule // card$line_crc$advance_slot


module card$line_crc$crc(d,q,clock);
    
    // Module arguments
    input wire  [31:0] d;
    output reg  [31:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 32'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$line_crc$crc


module card$line_crc$reduce_beat(x,y);
    
    // Module arguments
    input wire  [127:0] x;
    output reg  [31:0] y;
    
    // Update code (custom)
    `ifdef SYNTHESIS
    wire s0 = x[10] ^ x[119];
    wire s1 = x[14] ^ x[40];
    wire s2 = x[19] ^ x[102];
    wire s3 = x[59] ^ x[76];
    wire s4 = x[60] ^ x[77];
    wire s5 = x[61] ^ x[78];
    wire s6 = x[3] ^ x[82];
    wire s7 = x[0] ^ x[79];
    wire s8 = x[8] ^ x[75];
    wire s9 = x[22] ^ x[48];
    wire s10 = x[23] ^ x[106];
    wire s11 = x[27] ^ x[50];
    wire s12 = x[51] ^ x[122];
    wire s13 = x[58] ^ x[117];
    wire s14 = x[97] ^ x[116];
    wire s15 = x[98] ^ x[121];
    wire s16 = x[1] ^ x[64];
    wire s17 = x[9] ^ x[57];
    wire s18 = x[18] ^ x[44];
    wire s19 = x[20] ^ x[93];
    wire s20 = x[21] ^ x[94];
    wire s21 = x[35] ^ x[95];
    wire s22 = x[41] ^ x[54];
    wire s23 = x[42] ^ x[55];
    wire s24 = x[43] ^ x[56];
    wire s25 = x[45] ^ x[111];
    wire s26 = x[52] ^ x[85];
    wire s27 = x[53] ^ x[86];
    wire s28 = x[65] ^ x[123];
    wire s29 = x[90] ^ x[96];
    wire s30 = x[100] ^ x[109];
    wire s31 = x[46] ^ x[112];
    wire s32 = x[47] ^ x[63];
    wire s33 = x[80] ^ x[92];
    wire s34 = x[88] ^ x[107];
    wire s35 = x[89] ^ x[108];
    wire s36 = x[91] ^ x[110];
    wire s37 = x[99] ^ x[113];
    wire s38 = x[105] ^ x[118];
    wire s39 = x[2] ^ x[4];
    wire s40 = x[5] ^ x[30];
    wire s41 = x[6] ^ x[31];
    wire s42 = x[7] ^ x[32];
    wire s43 = x[11] ^ x[120];
    wire s44 = x[62] ^ x[126];
    wire s45 = x[66] ^ x[124];
    wire s46 = x[67] ^ x[125];
    wire s47 = x[68] ^ x[127];
    wire s48 = x[37] ^ s3;
    wire s49 = x[49] ^ s0;
    wire s50 = x[74] ^ s2;
    wire s51 = x[12] ^ x[38];
    wire s52 = x[13] ^ x[39];
    wire s53 = x[26] ^ x[114];
    wire s54 = x[70] ^ x[103];
    wire s55 = x[71] ^ x[104];
    wire s56 = x[81] ^ x[101];
    wire s57 = x[25] ^ s15;
    wire s58 = x[87] ^ s4;
    wire s59 = s11 ^ s14;
    wire s60 = s12 ^ s13;
    wire s61 = x[15] ^ x[17];
    wire s62 = x[16] ^ x[28];
    wire s63 = x[24] ^ x[33];
    wire s64 = x[69] ^ x[115];
    wire s65 = x[34] ^ s36;
    wire s66 = x[36] ^ s22;
    wire s67 = s1 ^ s6;
    wire s68 = s5 ^ s10;
    wire s69 = s8 ^ s16;
    wire s70 = s9 ^ s44;
    wire s71 = s19 ^ s31;
    wire s72 = x[83] ^ x[84];
    wire s73 = x[29] ^ s23;
    wire s74 = x[72] ^ s34;
    wire s75 = x[73] ^ s7;
    wire s76 = s17 ^ s25;
    wire s77 = s20 ^ s32;
    wire s78 = s21 ^ s33;
    wire s79 = s24 ^ s26;
    wire s80 = s27 ^ s39;
    wire s81 = s29 ^ s30;
    wire s82 = x[119] ^ s35;
    wire s83 = x[126] ^ s42;
    wire s84 = s28 ^ s40;
    wire s85 = s38 ^ s51;
    wire s86 = s37 ^ s77;
    wire s87 = s49 ^ s56;
    wire s88 = x[58] ^ s47;
    wire s89 = x[75] ^ s46;
    wire s90 = x[81] ^ s41;
    wire s91 = x[115] ^ s45;
    wire s92 = x[124] ^ s43;
    wire s93 = s50 ^ s57;
    wire s94 = s53 ^ s58;
    wire s95 = s59 ^ s65;
    wire s96 = s61 ^ s74;
    wire s97 = s64 ^ s78;
    wire s98 = x[29] ^ x[42];
    wire s99 = x[74] ^ x[106];
    wire s100 = x[95] ^ x[103];
    wire s101 = x[12] ^ s54;
    wire s102 = x[13] ^ s7;
    wire s103 = x[14] ^ s63;
    wire s104 = x[17] ^ s52;
    wire s105 = x[46] ^ s5;
    wire s106 = x[48] ^ s28;
    wire s107 = x[57] ^ s18;
    wire s108 = x[62] ^ s10;
    wire s109 = x[87] ^ s62;
    wire s110 = x[96] ^ s18;
    wire s111 = x[114] ^ s0;
    wire s112 = x[125] ^ s55;
    wire s113 = x[4] ^ s71;
    wire s114 = x[9] ^ s73;
    wire s115 = x[16] ^ s85;
    wire s116 = x[18] ^ s67;
    wire s117 = x[24] ^ s48;
    wire s118 = x[45] ^ s75;
    wire s119 = x[52] ^ s66;
    wire s120 = x[80] ^ s82;
    wire s121 = x[101] ^ s79;
    wire s122 = x[105] ^ s84;
    wire s123 = x[111] ^ s69;
    wire s124 = s2 ^ s60;
    wire s125 = s3 ^ s76;
    wire s126 = s30 ^ s70;
    wire s127 = s81 ^ s88;
    wire s128 = x[0] ^ x[49];
    wire s129 = x[1] ^ x[104];
    wire s130 = x[2] ^ x[27];
    wire s131 = x[5] ^ x[82];
    wire s132 = x[7] ^ x[40];
    wire s133 = x[11] ^ x[127];
    wire s134 = x[15] ^ x[41];
    wire s135 = x[28] ^ x[94];
    wire s136 = x[31] ^ x[36];
    wire s137 = x[33] ^ x[120];
    wire s138 = x[34] ^ x[73];
    wire s139 = x[43] ^ x[61];
    wire s140 = x[56] ^ x[65];
    wire s141 = x[64] ^ x[112];
    wire s142 = x[79] ^ x[97];
    wire s143 = x[8] ^ s4;
    wire s144 = x[22] ^ s8;
    wire s145 = x[27] ^ s41;
    wire s146 = x[35] ^ s9;
    wire s147 = x[44] ^ s21;
    wire s148 = x[47] ^ s20;
    wire s149 = x[55] ^ s54;
    wire s150 = x[59] ^ s36;
    wire s151 = x[60] ^ s72;
    wire s152 = x[82] ^ s1;
    wire s153 = x[86] ^ s6;
    wire s154 = x[91] ^ s47;
    wire s155 = x[122] ^ s33;
    wire s156 = s1 ^ s52;
    wire s157 = s22 ^ s62;
    wire s158 = s25 ^ s37;
    wire s159 = s38 ^ s43;
    wire s160 = x[6] ^ s102;
    wire s161 = x[20] ^ s69;
    wire s162 = x[38] ^ s89;
    wire s163 = x[39] ^ s70;
    wire s164 = x[53] ^ s48;
    wire s165 = x[69] ^ s67;
    wire s166 = x[93] ^ s68;
    wire s167 = x[99] ^ s50;
    wire s168 = x[102] ^ s80;
    wire s169 = x[110] ^ s71;
    wire s170 = x[113] ^ s76;
    wire s171 = s5 ^ s83;
    wire s172 = s17 ^ s60;
    wire s173 = s35 ^ s92;
    wire s174 = s49 ^ s99;
    wire s175 = s57 ^ s151;
    wire s176 = s58 ^ s140;
    wire s177 = s26 ^ s126;
    wire s178 = s27 ^ s125;
    wire s179 = s34 ^ s117;
    wire s180 = s40 ^ s97;
    wire s181 = s86 ^ s98;
    wire s182 = s87 ^ s155;
    wire s183 = x[3] ^ x[44];
    wire s184 = x[10] ^ x[121];
    wire s185 = x[14] ^ x[25];
    wire s186 = x[21] ^ x[26];
    wire s187 = x[23] ^ x[63];
    wire s188 = x[25] ^ x[116];
    wire s189 = x[26] ^ x[79];
    wire s190 = x[30] ^ x[54];
    wire s191 = x[32] ^ x[107];
    wire s192 = x[34] ^ x[78];
    wire s193 = x[43] ^ x[98];
    wire s194 = x[48] ^ x[51];
    wire s195 = x[54] ^ x[68];
    wire s196 = x[63] ^ x[100];
    wire s197 = x[66] ^ x[117];
    wire s198 = x[67] ^ x[72];
    wire s199 = x[71] ^ x[118];
    wire s200 = x[76] ^ x[84];
    wire s201 = x[77] ^ x[100];
    wire s202 = x[85] ^ x[123];
    wire s203 = x[89] ^ x[127];
    wire s204 = x[90] ^ x[122];
    wire s205 = x[92] ^ x[108];
    wire s206 = x[103] ^ x[105];
    wire s207 = x[120] ^ x[121];
    wire s208 = x[1] ^ s51;
    wire s209 = x[5] ^ s39;
    wire s210 = x[7] ^ s129;
    wire s211 = x[13] ^ s29;
    wire s212 = x[23] ^ s0;
    wire s213 = x[29] ^ s136;
    wire s214 = x[37] ^ s134;
    wire s215 = x[47] ^ s56;
    wire s216 = x[50] ^ s24;
    wire s217 = x[55] ^ s14;
    wire s218 = x[72] ^ s45;
    wire s219 = x[83] ^ s15;
    wire s220 = x[88] ^ s12;
    wire s221 = x[92] ^ s21;
    wire s222 = x[93] ^ s31;
    wire s223 = x[98] ^ s54;
    wire s224 = x[99] ^ s23;
    wire s225 = x[101] ^ s55;
    wire s226 = x[102] ^ s141;
    wire s227 = x[117] ^ s18;
    wire s228 = x[118] ^ s130;
    wire s229 = x[121] ^ s13;
    wire s230 = x[125] ^ s6;
    wire s231 = s11 ^ s19;
    wire s232 = s11 ^ s35;
    wire s233 = s12 ^ s16;
    wire s234 = s20 ^ s53;
    wire s235 = s32 ^ s46;
    wire s236 = s37 ^ s72;
    wire s237 = s42 ^ s197;
    wire s238 = s46 ^ s64;
    wire s239 = s61 ^ s142;
    wire s240 = s63 ^ s131;
    wire s241 = s132 ^ s187;
    wire s242 = s196 ^ s206;
    wire s243 = x[33] ^ s159;
    wire s244 = x[46] ^ s104;
    wire s245 = x[53] ^ s108;
    wire s246 = x[64] ^ s90;
    wire s247 = x[80] ^ s91;
    wire s248 = x[84] ^ s108;
    wire s249 = x[89] ^ s101;
    wire s250 = x[104] ^ s66;
    wire s251 = x[107] ^ s107;
    wire s252 = x[108] ^ s90;
    wire s253 = x[109] ^ s149;
    wire s254 = x[114] ^ s80;
    wire s255 = x[116] ^ s147;
    wire s256 = x[123] ^ s111;
    wire s257 = s14 ^ s110;
    wire s258 = s17 ^ s106;
    wire s259 = s19 ^ s59;
    wire s260 = s23 ^ s148;
    wire s261 = s24 ^ s111;
    wire s262 = s27 ^ s109;
    wire s263 = s29 ^ s146;
    wire s264 = s32 ^ s106;
    wire s265 = s47 ^ s83;
    wire s266 = s48 ^ s63;
    wire s267 = s65 ^ s75;
    wire s268 = s66 ^ s231;
    wire s269 = s68 ^ s79;
    wire s270 = s72 ^ s145;
    wire s271 = s73 ^ s112;
    wire s272 = s81 ^ s137;
    wire s273 = s82 ^ s138;
    wire s274 = s85 ^ s157;
    wire s275 = s101 ^ s153;
    wire s276 = s103 ^ s107;
    wire s277 = s103 ^ s154;
    wire s278 = s104 ^ s210;
    wire s279 = s128 ^ s220;
    wire s280 = s143 ^ s237;
    wire s281 = s150 ^ s242;
    wire s282 = s152 ^ s223;
    wire s283 = s184 ^ s233;
    wire s284 = s186 ^ s228;
    wire s285 = s194 ^ s234;
    wire s286 = x[11] ^ s97;
    wire s287 = x[19] ^ s127;
    wire s288 = x[56] ^ s175;
    wire s289 = x[78] ^ s113;
    wire s290 = x[83] ^ s96;
    wire s291 = x[87] ^ s96;
    wire s292 = s15 ^ s171;
    wire s293 = s16 ^ s93;
    wire s294 = s41 ^ s176;
    wire s295 = s44 ^ s120;
    wire s296 = s45 ^ s94;
    wire s297 = s55 ^ s160;
    wire s298 = s68 ^ s124;
    wire s299 = s80 ^ s87;
    wire s300 = s84 ^ s115;
    wire s301 = s93 ^ s240;
    wire s302 = s94 ^ s118;
    wire s303 = s95 ^ s116;
    wire s304 = s105 ^ s120;
    wire s305 = s109 ^ s166;
    wire s306 = s114 ^ s158;
    wire s307 = s114 ^ s244;
    wire s308 = s115 ^ s172;
    wire s309 = s119 ^ s164;
    wire s310 = s121 ^ s232;
    wire s311 = s121 ^ s254;
    wire s312 = s122 ^ s133;
    wire s313 = s123 ^ s165;
    wire s314 = s161 ^ s253;
    wire s315 = s170 ^ s225;
    wire s316 = s174 ^ s249;
    wire s317 = s209 ^ s275;
    wire s318 = s221 ^ s261;
    wire s319 = s227 ^ s259;
    wire s320 = x[70] ^ s178;
    wire s321 = x[94] ^ s179;
    wire s322 = s180 ^ s193;
    wire s323 = s181 ^ s195;
    always @(*) begin
        y[0] = x[24] ^ x[28] ^ x[36] ^ x[58] ^ x[62] ^ x[74] ^ s4 ^ s43 ^ s45 ^ s59 ^ s71 ^ s134 ^ s146 ^ s168 ^ s182 ^ s202 ^ s219 ^ s251 ^ s281 ^ s313;
        y[1] = x[9] ^ x[15] ^ x[50] ^ s25 ^ s28 ^ s48 ^ s56 ^ s89 ^ s92 ^ s124 ^ s128 ^ s141 ^ s175 ^ s181 ^ s205 ^ s250 ^ s305 ^ s317;
        y[2] = x[17] ^ x[50] ^ x[68] ^ x[102] ^ s6 ^ s100 ^ s113 ^ s139 ^ s160 ^ s177 ^ s236 ^ s271 ^ s283 ^ s296 ^ s300 ^ s321;
        y[3] = x[38] ^ x[100] ^ x[110] ^ x[113] ^ s4 ^ s68 ^ s77 ^ s100 ^ s110 ^ s185 ^ s218 ^ s238 ^ s270 ^ s278 ^ s279 ^ s295 ^ s311 ^ s312;
        y[4] = x[39] ^ x[104] ^ x[122] ^ s89 ^ s113 ^ s119 ^ s131 ^ s150 ^ s270 ^ s286 ^ s287 ^ s292 ^ s302 ^ s316;
        y[5] = x[88] ^ s23 ^ s49 ^ s86 ^ s88 ^ s91 ^ s200 ^ s201 ^ s214 ^ s226 ^ s263 ^ s276 ^ s292 ^ s297 ^ s317;
        y[6] = x[41] ^ x[42] ^ x[60] ^ x[81] ^ s28 ^ s130 ^ s158 ^ s162 ^ s169 ^ s192 ^ s203 ^ s218 ^ s241 ^ s251 ^ s262 ^ s297 ^ s301 ^ s318;
        y[7] = x[6] ^ x[18] ^ s3 ^ s29 ^ s93 ^ s95 ^ s96 ^ s132 ^ s139 ^ s163 ^ s202 ^ s205 ^ s238 ^ s299 ^ s302 ^ s323;
        y[8] = x[73] ^ s94 ^ s105 ^ s123 ^ s126 ^ s149 ^ s153 ^ s154 ^ s157 ^ s167 ^ s173 ^ s241 ^ s279 ^ s319 ^ s322;
        y[9] = x[12] ^ x[91] ^ x[99] ^ x[109] ^ s26 ^ s34 ^ s105 ^ s116 ^ s124 ^ s148 ^ s159 ^ s203 ^ s212 ^ s239 ^ s247 ^ s263 ^ s271 ^ s294 ^ s320;
        y[10] = x[2] ^ x[12] ^ x[124] ^ s50 ^ s74 ^ s83 ^ s102 ^ s147 ^ s190 ^ s199 ^ s204 ^ s235 ^ s305 ^ s310 ^ s313;
        y[11] = x[41] ^ x[51] ^ x[76] ^ x[112] ^ x[125] ^ s118 ^ s135 ^ s168 ^ s183 ^ s211 ^ s213 ^ s258 ^ s277 ^ s290 ^ s295 ^ s314;
        y[12] = x[21] ^ x[40] ^ x[82] ^ s8 ^ s98 ^ s117 ^ s177 ^ s191 ^ s204 ^ s226 ^ s255 ^ s262 ^ s268 ^ s273 ^ s288 ^ s312 ^ s315;
        y[13] = x[65] ^ x[119] ^ s33 ^ s39 ^ s51 ^ s57 ^ s69 ^ s81 ^ s133 ^ s139 ^ s165 ^ s190 ^ s248 ^ s252 ^ s266 ^ s285 ^ s291 ^ s306 ^ s319;
        y[14] = x[52] ^ x[88] ^ x[124] ^ s42 ^ s136 ^ s156 ^ s167 ^ s178 ^ s188 ^ s216 ^ s229 ^ s273 ^ s285 ^ s286 ^ s300 ^ s314;
        y[15] = x[32] ^ s61 ^ s90 ^ s91 ^ s112 ^ s144 ^ s156 ^ s169 ^ s172 ^ s176 ^ s255 ^ s272 ^ s284 ^ s309 ^ s316;
        y[16] = x[15] ^ x[22] ^ x[66] ^ x[123] ^ s4 ^ s62 ^ s74 ^ s162 ^ s171 ^ s211 ^ s212 ^ s229 ^ s243 ^ s260 ^ s303 ^ s309 ^ s315;
        y[17] = x[4] ^ x[111] ^ s31 ^ s73 ^ s138 ^ s143 ^ s163 ^ s164 ^ s173 ^ s198 ^ s219 ^ s239 ^ s274 ^ s277 ^ s298 ^ s318;
        y[18] = x[10] ^ s9 ^ s40 ^ s75 ^ s91 ^ s95 ^ s123 ^ s127 ^ s168 ^ s185 ^ s215 ^ s230 ^ s236 ^ s269 ^ s274 ^ s307;
        y[19] = x[126] ^ s7 ^ s10 ^ s24 ^ s60 ^ s122 ^ s144 ^ s200 ^ s207 ^ s235 ^ s246 ^ s268 ^ s296 ^ s307;
        y[20] = x[28] ^ x[30] ^ x[77] ^ x[118] ^ s18 ^ s46 ^ s145 ^ s152 ^ s179 ^ s247 ^ s258 ^ s260 ^ s265 ^ s269 ^ s283;
        y[21] = x[65] ^ s25 ^ s78 ^ s116 ^ s137 ^ s142 ^ s162 ^ s213 ^ s265 ^ s281 ^ s289 ^ s293 ^ s310;
        y[22] = x[35] ^ x[51] ^ x[77] ^ x[85] ^ s86 ^ s92 ^ s122 ^ s129 ^ s163 ^ s174 ^ s189 ^ s191 ^ s266 ^ s287 ^ s303;
        y[23] = x[8] ^ x[127] ^ s26 ^ s50 ^ s60 ^ s100 ^ s188 ^ s192 ^ s208 ^ s222 ^ s230 ^ s245 ^ s252 ^ s256 ^ s276;
        y[24] = x[3] ^ x[47] ^ s38 ^ s64 ^ s95 ^ s110 ^ s135 ^ s156 ^ s170 ^ s177 ^ s182 ^ s189 ^ s222 ^ s250 ^ s280 ^ s293;
        y[25] = x[0] ^ x[67] ^ x[127] ^ s8 ^ s53 ^ s59 ^ s78 ^ s135 ^ s169 ^ s214 ^ s243 ^ s264 ^ s282 ^ s298 ^ s299 ^ s306;
        y[26] = x[76] ^ x[79] ^ s1 ^ s55 ^ s58 ^ s65 ^ s99 ^ s144 ^ s180 ^ s257 ^ s308 ^ s311 ^ s323;
        y[27] = x[75] ^ x[96] ^ s2 ^ s9 ^ s13 ^ s38 ^ s52 ^ s119 ^ s166 ^ s183 ^ s201 ^ s217 ^ s246 ^ s256 ^ s291 ^ s320 ^ s322;
        y[28] = x[16] ^ x[36] ^ x[54] ^ x[115] ^ s13 ^ s42 ^ s87 ^ s118 ^ s173 ^ s199 ^ s224 ^ s245 ^ s257 ^ s282 ^ s289 ^ s294 ^ s321;
        y[29] = x[37] ^ x[45] ^ x[57] ^ x[59] ^ x[90] ^ x[95] ^ x[118] ^ s7 ^ s22 ^ s30 ^ s43 ^ s86 ^ s112 ^ s208 ^ s216 ^ s217 ^ s280 ^ s290 ^ s301 ^ s304;
        y[30] = x[2] ^ x[6] ^ s18 ^ s52 ^ s53 ^ s70 ^ s100 ^ s161 ^ s198 ^ s215 ^ s224 ^ s267 ^ s272 ^ s288 ^ s304 ^ s308;
        y[31] = x[35] ^ x[61] ^ x[97] ^ x[115] ^ s67 ^ s79 ^ s125 ^ s127 ^ s167 ^ s182 ^ s207 ^ s248 ^ s264 ^ s267 ^ s278 ^ s284;
    end
    `else
    always @(*) begin
        y[0] = ^(x & 128'b00011111100100011100101011110110001110000110111100101100001001011101111000100111010100110001100000011001010101001100110100011110);
        y[1] = ^(x & 128'b00111111001000111001010111101100011100001101111001011000010010111011110001001110101001100011000000110010101010011001101000111101);
        y[2] = ^(x & 128'b01111110010001110010101111011000111000011011110010110000100101110111100010011101010011000110000001100101010100110011010001111011);
        y[3] = ^(x & 128'b11111100100011100101011110110001110000110111100101100001001011101111000100111010100110001100000011001010101001100110100011110111);
        y[4] = ^(x & 128'b11100110100011010110010110010101101111101001110111101110011110000011110001010010011000101001100110001100000110000001110011110001);
        y[5] = ^(x & 128'b11010010100010110000000111011101010001010101010011110000110101011010011010000011100101100010101100000001011001001111010011111101);
        y[6] = ^(x & 128'b10111010100001111100100101001100101100101100011011001101100011101001001100100000011111110100111000011011100111010010010011100101);
        y[7] = ^(x & 128'b01101010100111100101100001101111010111011110001010110111001110001111100001100111101011011000010000101110011011101000010011010101);
        y[8] = ^(x & 128'b11010101001111001011000011011110101110111100010101101110011100011111000011001111010110110000100001011100110111010000100110101011);
        y[9] = ^(x & 128'b10110101111010001010101101001011010011111110010111110000110001100011111110111001111001010000100010100000111011101101111001001000);
        y[10] = ^(x & 128'b01110100010000001001110001100000101001111010010011001101101010011010000101010100100110010000100101011000100010010111000110001111);
        y[11] = ^(x & 128'b11101000100000010011100011000001010011110100100110011011010100110100001010101001001100100001001010110001000100101110001100011111);
        y[12] = ^(x & 128'b11001110100100111011101101110100101001101111110000011010100000110101101101110101001101110011110101111011011100010000101100100000);
        y[13] = ^(x & 128'b10000010101101101011110000011111011101011001011100011001001000110110100011001101001111010110001011101111101101101101101101011110);
        y[14] = ^(x & 128'b00011010111111001011001011001000110100110100000100011110011000110000111110111101001010011101110111000110001110010111101110100010);
        y[15] = ^(x & 128'b00110101111110010110010110010001101001101000001000111100110001100001111101111010010100111011101110001100011100101111011101000100);
        y[16] = ^(x & 128'b01101011111100101100101100100011010011010000010001111001100011000011111011110100101001110111011100011000111001011110111010001000);
        y[17] = ^(x & 128'b11010111111001011001011001000110100110100000100011110011000110000111110111101001010011101110111000110001110010111101110100010000);
        y[18] = ^(x & 128'b10110000010110101110011001111011000011000111111011001010000101010010010111110101110011101100010001111010110000110111011100111111);
        y[19] = ^(x & 128'b01111111001001000000011000000000001000001001001010111000000011111001010111001100110011101001000011101100110100100010001101100001);
        y[20] = ^(x & 128'b11111110010010000000110000000000010000010010010101110000000111110010101110011001100111010010000111011001101001000100011011000010);
        y[21] = ^(x & 128'b11100011000000011101001011110110101110100010010111001100000110111000100100010100011010010101101110101010000111000100000010011010);
        y[22] = ^(x & 128'b11011001100100100110111100011011010011000010010010110100000100101100110000001111100000011010111101001101011011000100110000101010);
        y[23] = ^(x & 128'b10101100101101010001010011000000101000000010011001000100000000000100011000111000010100000100011010000011100011000101010101001010);
        y[24] = ^(x & 128'b01000110111110111110001101110111011110000010001110100100001001010101001001010111111100111001010100011110010011000110011110001010);
        y[25] = ^(x & 128'b10001101111101111100011011101110111100000100011101001000010010101010010010101111111001110010101000111100100110001100111100010101);
        y[26] = ^(x & 128'b00000100011111100100011100101011110110001110000110111100101100001001011101111000100111010100110001100000011001010101001100110100);
        y[27] = ^(x & 128'b00001000111111001000111001010111101100011100001101111001011000010010111011110001001110101001100011000000110010101010011001101000);
        y[28] = ^(x & 128'b00010001111110010001110010101111011000111000011011110010110000100101110111100010011101010011000110000001100101010100110011010001);
        y[29] = ^(x & 128'b00100011111100100011100101011110110001110000110111100101100001001011101111000100111010100110001100000011001010101001100110100011);
        y[30] = ^(x & 128'b01000111111001000111001010111101100011100001101111001011000010010111011110001001110101001100011000000110010101010011001101000111);
        y[31] = ^(x & 128'b10001111110010001110010101111011000111000011011110010110000100101110111100010011101010011000110000001100101010100110011010001111);
    end
    `endif
endmodule // card$line_crc$reduce_beat


module card$line_crc$reduce_slot(x,y);
    
    // Module arguments
    input wire  [31:0] x;
    output reg  [31:0] y;
    
    // Update code (custom)
    `ifdef SYNTHESIS
    wire s0 = x[0] ^ x[23];
    wire s1 = x[6] ^ x[15];
    wire s2 = x[1] ^ x[20];
    wire s3 = x[2] ^ x[25];
    wire s4 = x[4] ^ x[13];
    wire s5 = x[10] ^ x[26];
    wire s6 = x[21] ^ x[22];
    wire s7 = x[3] ^ x[17];
    wire s8 = x[5] ^ x[14];
    wire s9 = x[7] ^ x[16];
    wire s10 = x[9] ^ x[27];
    wire s11 = x[28] ^ x[29];
    wire s12 = x[30] ^ x[31];
    wire s13 = x[19] ^ s0;
    wire s14 = x[12] ^ x[18];
    wire s15 = x[8] ^ s4;
    wire s16 = x[11] ^ s2;
    wire s17 = x[24] ^ s1;
    wire s18 = s3 ^ s7;
    wire s19 = s5 ^ s11;
    wire s20 = x[9] ^ s6;
    wire s21 = x[5] ^ x[12];
    wire s22 = x[6] ^ x[29];
    wire s23 = x[7] ^ s14;
    wire s24 = x[18] ^ s10;
    wire s25 = x[24] ^ s6;
    wire s26 = x[26] ^ s3;
    wire s27 = x[28] ^ s12;
    wire s28 = x[30] ^ s8;
    wire s29 = x[1] ^ s17;
    wire s30 = x[10] ^ s16;
    wire s31 = s9 ^ s13;
    wire s32 = x[11] ^ x[22];
    wire s33 = x[16] ^ x[23];
    wire s34 = x[27] ^ x[31];
    wire s35 = x[4] ^ s8;
    wire s36 = x[17] ^ s10;
    wire s37 = x[19] ^ s2;
    wire s38 = x[23] ^ s9;
    wire s39 = s5 ^ s8;
    wire s40 = x[3] ^ s23;
    wire s41 = x[8] ^ s18;
    wire s42 = x[14] ^ s15;
    wire s43 = x[11] ^ x[13];
    wire s44 = x[19] ^ x[25];
    wire s45 = x[25] ^ x[30];
    wire s46 = x[0] ^ s7;
    wire s47 = x[2] ^ s6;
    wire s48 = x[11] ^ s1;
    wire s49 = x[12] ^ s9;
    wire s50 = x[15] ^ s0;
    wire s51 = x[21] ^ s4;
    wire s52 = x[24] ^ s0;
    wire s53 = x[26] ^ s11;
    wire s54 = x[27] ^ s12;
    wire s55 = x[28] ^ s10;
    wire s56 = x[29] ^ s3;
    wire s57 = s5 ^ s14;
    wire s58 = x[3] ^ s13;
    wire s59 = x[8] ^ s20;
    wire s60 = x[8] ^ s36;
    wire s61 = x[21] ^ s19;
    wire s62 = s1 ^ s13;
    wire s63 = s7 ^ s24;
    wire s64 = s12 ^ s35;
    wire s65 = s14 ^ s18;
    wire s66 = s15 ^ s26;
    wire s67 = s16 ^ s22;
    wire s68 = s17 ^ s38;
    wire s69 = s19 ^ s32;
    wire s70 = s20 ^ s28;
    wire s71 = s33 ^ s48;
    wire s72 = s37 ^ s46;
    wire s73 = s25 ^ s31;
    wire s74 = s29 ^ s58;
    always @(*) begin
        y[0] = s16 ^ s26 ^ s35 ^ s55 ^ s68;
        y[1] = x[27] ^ s9 ^ s17 ^ s21 ^ s41 ^ s61;
        y[2] = x[6] ^ s9 ^ s15 ^ s32 ^ s45 ^ s53 ^ s63;
        y[3] = s13 ^ s19 ^ s23 ^ s60 ^ s64;
        y[4] = x[18] ^ s5 ^ s12 ^ s31 ^ s42 ^ s56;
        y[5] = x[4] ^ x[6] ^ s27 ^ s31 ^ s41;
        y[6] = x[14] ^ x[18] ^ s11 ^ s34 ^ s41 ^ s71;
        y[7] = x[27] ^ s13 ^ s28 ^ s65 ^ s67;
        y[8] = x[2] ^ x[26] ^ s17 ^ s27 ^ s37 ^ s40 ^ s51;
        y[9] = x[31] ^ s43 ^ s53 ^ s59 ^ s74;
        y[10] = x[30] ^ s1 ^ s21 ^ s69;
        y[11] = s0 ^ s22 ^ s43 ^ s49 ^ s54;
        y[12] = x[20] ^ s12 ^ s21 ^ s36 ^ s66 ^ s71;
        y[13] = x[31] ^ s30 ^ s50 ^ s51 ^ s65;
        y[14] = x[13] ^ x[20] ^ x[23] ^ s1 ^ s6 ^ s40 ^ s44 ^ s55;
        y[15] = x[20] ^ s19 ^ s42 ^ s73;
        y[16] = x[25] ^ x[29] ^ s16 ^ s25 ^ s28 ^ s50 ^ s60;
        y[17] = s3 ^ s20 ^ s27 ^ s29 ^ s33 ^ s57;
        y[18] = x[9] ^ x[10] ^ x[22] ^ x[31] ^ s1 ^ s4 ^ s8 ^ s11 ^ s72;
        y[19] = x[24] ^ s24 ^ s45 ^ s61;
        y[20] = s44 ^ s54 ^ s69;
        y[21] = x[9] ^ s29 ^ s49 ^ s56 ^ s64;
        y[22] = s7 ^ s10 ^ s27 ^ s30 ^ s42 ^ s52;
        y[23] = x[20] ^ x[21] ^ s22 ^ s34 ^ s38 ^ s57;
        y[24] = x[16] ^ x[17] ^ s2 ^ s62 ^ s66 ^ s70;
        y[25] = x[31] ^ s2 ^ s39 ^ s47 ^ s63 ^ s68;
        y[26] = x[18] ^ s39 ^ s59 ^ s72;
        y[27] = x[4] ^ s24 ^ s30 ^ s47 ^ s62;
        y[28] = x[2] ^ x[3] ^ x[28] ^ s21 ^ s30 ^ s73;
        y[29] = x[12] ^ x[23] ^ s15 ^ s18 ^ s25 ^ s67;
        y[30] = s4 ^ s26 ^ s40 ^ s52 ^ s70;
        y[31] = x[22] ^ x[25] ^ s15 ^ s34 ^ s39 ^ s74;
    end
    `else
    always @(*) begin
        y[0] = ^(x & 32'b00011111100100011100101011110110);
        y[1] = ^(x & 32'b00111111001000111001010111101100);
        y[2] = ^(x & 32'b01111110010001110010101111011000);
        y[3] = ^(x & 32'b11111100100011100101011110110001);
        y[4] = ^(x & 32'b11100110100011010110010110010101);
        y[5] = ^(x & 32'b11010010100010110000000111011101);
        y[6] = ^(x & 32'b10111010100001111100100101001100);
        y[7] = ^(x & 32'b01101010100111100101100001101111);
        y[8] = ^(x & 32'b11010101001111001011000011011110);
        y[9] = ^(x & 32'b10110101111010001010101101001011);
        y[10] = ^(x & 32'b01110100010000001001110001100000);
        y[11] = ^(x & 32'b11101000100000010011100011000001);
        y[12] = ^(x & 32'b11001110100100111011101101110100);
        y[13] = ^(x & 32'b10000010101101101011110000011111);
        y[14] = ^(x & 32'b00011010111111001011001011001000);
        y[15] = ^(x & 32'b00110101111110010110010110010001);
        y[16] = ^(x & 32'b01101011111100101100101100100011);
        y[17] = ^(x & 32'b11010111111001011001011001000110);
        y[18] = ^(x & 32'b10110000010110101110011001111011);
        y[19] = ^(x & 32'b01111111001001000000011000000000);
        y[20] = ^(x & 32'b11111110010010000000110000000000);
        y[21] = ^(x & 32'b11100011000000011101001011110110);
        y[22] = ^(x & 32'b11011001100100100110111100011011);
        y[23] = ^(x & 32'b10101100101101010001010011000000);
        y[24] = ^(x & 32'b01000110111110111110001101110111);
        y[25] = ^(x & 32'b10001101111101111100011011101110);
        y[26] = ^(x & 32'b00000100011111100100011100101011);
        y[27] = ^(x & 32'b00001000111111001000111001010111);
        y[28] = ^(x & 32'b00010001111110010001110010101111);
        y[29] = ^(x & 32'b00100011111100100011100101011110);
        y[30] = ^(x & 32'b01000111111001000111001010111101);
        y[31] = ^(x & 32'b10001111110010001110010101111011);
    end
    `endif
endmodule // card$line_crc$reduce_slot


module card$memory(clock,ingress$valid,ingress$address,ingress$data,ingress$enable,ingress$ready,remote$valid,remote$address,remote$data,remote$enable,remote$ready,header$valid,header$address,header$data,header$enable,header$ready,host$valid,host$address,host$ready,host$data_valid,host$data,resync$valid,resync$address,resync$ready,resync$data_valid,resync$data,header_read$valid,header_read$address,header_read$ready,header_read$data_valid,header_read$data,upkeep$valid,upkeep$address,upkeep$data,upkeep$enable,upkeep$ready,upkeep_inject,upkeep_read$valid,upkeep_read$address,upkeep_read$ready,upkeep_read$data_valid,upkeep_read$data,error,inject,host_lost,resync_lost,header_lost,corrected,uncorrected,error_unit,write$valid,write$address,write$data,write$enable,write$ready,read$valid,read$address,read$ready,read$data_valid,read$data);
    
    // Module arguments
    input wire  clock;
    input wire  ingress$valid;
    input wire  [27:0] ingress$address;
    input wire  [127:0] ingress$data;
    input wire  [15:0] ingress$enable;
    output reg  ingress$ready;
    input wire  remote$valid;
    input wire  [27:0] remote$address;
    input wire  [127:0] remote$data;
    input wire  [15:0] remote$enable;
    output reg  remote$ready;
    input wire  header$valid;
    input wire  [27:0] header$address;
    input wire  [127:0] header$data;
    input wire  [15:0] header$enable;
    output reg  header$ready;
    input wire  host$valid;
    input wire  [27:0] host$address;
    output reg  host$ready;
    output reg  host$data_valid;
    output reg  [127:0] host$data;
    input wire  resync$valid;
    input wire  [27:0] resync$address;
    output reg  resync$ready;
    output reg  resync$data_valid;
    output reg  [127:0] resync$data;
    input wire  header_read$valid;
    input wire  [27:0] header_read$address;
    output reg  header_read$ready;
    output reg  header_read$data_valid;
    output reg  [127:0] header_read$data;
    input wire  upkeep$valid;
    input wire  [27:0] upkeep$address;
    input wire  [127:0] upkeep$data;
    input wire  [15:0] upkeep$enable;
    output reg  upkeep$ready;
    input wire  [1:0] upkeep_inject;
    input wire  upkeep_read$valid;
    input wire  [27:0] upkeep_read$address;
    output reg  upkeep_read$ready;
    output reg  upkeep_read$data_valid;
    output reg  [127:0] upkeep_read$data;
    input wire  [1:0] error;
    output reg  [1:0] inject;
    output reg  host_lost;
    output reg  resync_lost;
    output reg  header_lost;
    output reg  corrected;
    output reg  uncorrected;
    output reg  [27:0] error_unit;
    output reg  write$valid;
    output reg  [27:0] write$address;
    output reg  [127:0] write$data;
    output reg  [15:0] write$enable;
    input wire  write$ready;
    output reg  read$valid;
    output reg  [27:0] read$address;
    input wire  read$ready;
    input wire  read$data_valid;
    input wire  [127:0] read$data;
    
    // Constant declarations
    localparam  remote_base = 28'h80000;
    
    // Stub signals
    reg  [2:0] streak$d;
    wire  [2:0] streak$q;
    reg  streak$clock;
    reg  remote_turn$d;
    wire  remote_turn$q;
    reg  remote_turn$clock;
    reg  [1:0] owner$d;
    wire  [1:0] owner$q;
    reg  owner$clock;
    reg  [7:0] open$d;
    wire  [7:0] open$q;
    reg  open$clock;
    reg  [5:0] used$d;
    wire  [5:0] used$q;
    reg  used$clock;
    reg  asked$clock;
    reg  asked$reset;
    reg  asked$write;
    reg  [27:0] asked$data_in;
    reg  asked$commit;
    reg  asked$rollback;
    wire  [8:0] asked$used;
    wire  asked$empty;
    wire  asked$valid;
    wire  [27:0] asked$data_out;
    reg  asked$ready;
    reg  [3:0] came$d;
    wire  [3:0] came$q;
    reg  came$clock;
    reg  [3:0] came_corrected$d;
    wire  [3:0] came_corrected$q;
    reg  came_corrected$clock;
    reg  [3:0] came_lost$d;
    wire  [3:0] came_lost$q;
    reg  came_lost$clock;
    
    // Local signals
    reg  grant_remote;
    reg  moved;
    reg  contended;
    reg  wanted;
    reg  others;
    reg  may_issue;
    reg  issued;
    
    // Sub module instances
    card$memory$streak streak(
        .d(streak$d),
        .q(streak$q),
        .clock(streak$clock)
    );
    card$memory$remote_turn remote_turn(
        .d(remote_turn$d),
        .q(remote_turn$q),
        .clock(remote_turn$clock)
    );
    card$memory$owner owner(
        .d(owner$d),
        .q(owner$q),
        .clock(owner$clock)
    );
    card$memory$open open(
        .d(open$d),
        .q(open$q),
        .clock(open$clock)
    );
    card$memory$used used(
        .d(used$d),
        .q(used$q),
        .clock(used$clock)
    );
    card$memory$asked asked(
        .clock(asked$clock),
        .reset(asked$reset),
        .write(asked$write),
        .data_in(asked$data_in),
        .commit(asked$commit),
        .rollback(asked$rollback),
        .used(asked$used),
        .empty(asked$empty),
        .valid(asked$valid),
        .data_out(asked$data_out),
        .ready(asked$ready)
    );
    card$memory$came came(
        .d(came$d),
        .q(came$q),
        .clock(came$clock)
    );
    card$memory$came_corrected came_corrected(
        .d(came_corrected$d),
        .q(came_corrected$q),
        .clock(came_corrected$clock)
    );
    card$memory$came_lost came_lost(
        .d(came_lost$d),
        .q(came_lost$q),
        .clock(came_lost$clock)
    );
    
    // Update code
    always @(*) begin
        streak$clock = clock;
        remote_turn$clock = clock;
        owner$clock = clock;
        open$clock = clock;
        used$clock = clock;
        came$clock = clock;
        came_corrected$clock = clock;
        came_lost$clock = clock;
        streak$d = streak$q;
        remote_turn$d = remote_turn$q;
        owner$d = owner$q;
        open$d = open$q;
        used$d = used$q;
        came$d = came$q;
        came_corrected$d = came_corrected$q;
        came_lost$d = came_lost$q;
        asked$clock = clock;
        contended = ingress$valid & remote$valid;
        grant_remote = remote$valid & (~ingress$valid | remote_turn$q);
        ingress$ready = 1'b0;
        remote$ready = 1'b0;
        header$ready = 1'b0;
        upkeep$ready = 1'b0;
        inject = ((32'h0) & 2'h3);
        if (header$valid) begin
            write$valid = 1'b1;
            write$address = header$address;
            write$data = header$data;
            write$enable = header$enable;
            header$ready = write$ready;
        end
        else if (grant_remote) begin
            write$valid = 1'b1;
            write$address = remote$address + remote_base;
            write$data = remote$data;
            write$enable = remote$enable;
            remote$ready = write$ready;
        end
        else if (~ingress$valid) begin
            write$valid = upkeep$valid;
            write$address = upkeep$address;
            write$data = upkeep$data;
            write$enable = upkeep$enable;
            upkeep$ready = write$ready;
            inject = upkeep_inject;
        end
        else begin
            write$valid = ingress$valid;
            write$address = ingress$address;
            write$data = ingress$data;
            write$enable = ingress$enable;
            ingress$ready = write$ready;
        end
        moved = write$valid & write$ready & ~header$valid;
        if (moved) begin
            if (contended) begin
                streak$d = streak$q + 32'h1;
                if (streak$q == 32'h3) begin
                    streak$d = ((32'h0) & 3'h7);
                    remote_turn$d = ~remote_turn$q;
                end
            end
            else begin
                streak$d = ((32'h0) & 3'h7);
                remote_turn$d = 1'b0;
            end
        end
        wanted = host$valid;
        others = (resync$valid | header_read$valid) | upkeep_read$valid;
        read$address = host$address;
        if (owner$q == 32'h1) begin
            wanted = resync$valid;
            others = (host$valid | header_read$valid) | upkeep_read$valid;
            read$address = resync$address;
        end
        if (owner$q == 32'h2) begin
            wanted = header_read$valid;
            others = (host$valid | resync$valid) | upkeep_read$valid;
            read$address = header_read$address;
        end
        if (owner$q == 32'h3) begin
            wanted = upkeep_read$valid;
            others = (host$valid | resync$valid) | header_read$valid;
            read$address = upkeep_read$address;
        end
        may_issue = (~others | (used$q < 32'h20)) & (open$q < 32'h80);
        read$valid = wanted & may_issue;
        issued = read$valid & read$ready;
        host$ready = issued & (owner$q == 32'h0);
        resync$ready = issued & (owner$q == 32'h1);
        header_read$ready = issued & (owner$q == 32'h2);
        upkeep_read$ready = issued & (owner$q == 32'h3);
        upkeep_read$data_valid = read$data_valid & (owner$q == 32'h3);
        upkeep_read$data = read$data;
        host_lost = error[32'h1];
        resync_lost = error[32'h1] & (read$data_valid & (owner$q == 32'h1));
        header_lost = error[32'h1];
        host$data_valid = read$data_valid & (owner$q == 32'h0);
        resync$data_valid = read$data_valid & (owner$q == 32'h1);
        header_read$data_valid = read$data_valid & (owner$q == 32'h2);
        host$data = read$data;
        resync$data = read$data;
        header_read$data = read$data;
        if (issued & ~read$data_valid) begin
            open$d = open$q + 32'h1;
        end
        if (read$data_valid & ~issued) begin
            open$d = open$q - 32'h1;
        end
        if (issued & (used$q != 32'h3f)) begin
            used$d = used$q + 32'h1;
        end
        if ((open$q == 32'h0) & others & ~read$valid) begin
            used$d = ((32'h0) & 6'h3f);
            if (owner$q == 32'h0) begin
                owner$d = ((32'h3) & 2'h3);
                if (header_read$valid) begin
                    owner$d = ((32'h2) & 2'h3);
                end
                if (resync$valid) begin
                    owner$d = ((32'h1) & 2'h3);
                end
            end
            if (owner$q == 32'h1) begin
                owner$d = ((32'h0) & 2'h3);
                if (upkeep_read$valid) begin
                    owner$d = ((32'h3) & 2'h3);
                end
                if (header_read$valid) begin
                    owner$d = ((32'h2) & 2'h3);
                end
            end
            if (owner$q == 32'h2) begin
                owner$d = ((32'h1) & 2'h3);
                if (host$valid) begin
                    owner$d = ((32'h0) & 2'h3);
                end
                if (upkeep_read$valid) begin
                    owner$d = ((32'h3) & 2'h3);
                end
            end
            if (owner$q == 32'h3) begin
                owner$d = ((32'h2) & 2'h3);
                if (resync$valid) begin
                    owner$d = ((32'h1) & 2'h3);
                end
                if (host$valid) begin
                    owner$d = ((32'h0) & 2'h3);
                end
            end
        end
        asked$data_in = read$address;
        asked$write = issued;
        asked$commit = issued;
        asked$rollback = 1'b0;
        asked$reset = 1'b0;
        came$d = came$q << 32'h1;
        came_corrected$d = came_corrected$q << 32'h1;
        came_lost$d = came_lost$q << 32'h1;
        if (read$data_valid) begin
            came$d = (came$q << 32'h1) | ((32'h1) & 4'hf);
            if (error[32'h0]) begin
                came_corrected$d = (came_corrected$q << 32'h1) | ((32'h1) & 4'hf);
            end
            if (error[32'h1]) begin
                came_lost$d = (came_lost$q << 32'h1) | ((32'h1) & 4'hf);
            end
        end
        asked$ready = came$q[32'h3];
        corrected = came_corrected$q[32'h3];
        uncorrected = came_lost$q[32'h3];
        error_unit = asked$data_out;
    end
    
endmodule // card$memory


module card$memory$asked(clock,reset,write,data_in,commit,rollback,used,empty,valid,data_out,ready);
    
    // Module arguments
    input wire  clock;
    input wire  reset;
    input wire  write;
    input wire  [27:0] data_in;
    input wire  commit;
    input wire  rollback;
    output reg  [8:0] used;
    output reg  empty;
    output reg  valid;
    output reg  [27:0] data_out;
    input wire  ready;
    
    // Stub signals
    reg  [7:0] ram$read_address;
    reg  ram$read_clock;
    wire  [27:0] ram$read_data;
    reg  [7:0] ram$write_address;
    reg  ram$write_clock;
    reg  [27:0] ram$write_data;
    reg  ram$write_enable;
    reg  [8:0] written$d;
    wire  [8:0] written$q;
    reg  written$clock;
    reg  [8:0] committed$d;
    wire  [8:0] committed$q;
    reg  committed$clock;
    reg  [8:0] read$d;
    wire  [8:0] read$q;
    reg  read$clock;
    reg  head$d;
    wire  head$q;
    reg  head$clock;
    
    // Local signals
    reg  [8:0] base;
    reg  [8:0] tail;
    reg  [8:0] address;
    reg  advance;
    
    // Sub module instances
    card$memory$asked$ram ram(
        .read_address(ram$read_address),
        .read_clock(ram$read_clock),
        .read_data(ram$read_data),
        .write_address(ram$write_address),
        .write_clock(ram$write_clock),
        .write_data(ram$write_data),
        .write_enable(ram$write_enable)
    );
    card$memory$asked$written written(
        .d(written$d),
        .q(written$q),
        .clock(written$clock)
    );
    card$memory$asked$committed committed(
        .d(committed$d),
        .q(committed$q),
        .clock(committed$clock)
    );
    card$memory$asked$read read(
        .d(read$d),
        .q(read$q),
        .clock(read$clock)
    );
    card$memory$asked$head head(
        .d(head$d),
        .q(head$q),
        .clock(head$clock)
    );
    
    // Update code
    always @(*) begin
        written$clock = clock;
        committed$clock = clock;
        read$clock = clock;
        head$clock = clock;
        written$d = written$q;
        committed$d = committed$q;
        read$d = read$q;
        head$d = head$q;
        ram$read_clock = clock;
        ram$write_clock = clock;
        base = written$q;
        if (rollback) begin
            base = committed$q;
        end
        tail = base;
        if (write) begin
            tail = base + 32'h1;
        end
        ram$write_enable = write;
        ram$write_address = ((base) & 8'hff);
        ram$write_data = data_in;
        written$d = tail;
        if (commit) begin
            committed$d = tail;
        end
        advance = ~head$q | ready;
        address = read$q;
        if (advance) begin
            head$d = 1'b0;
            if (read$q != committed$q) begin
                head$d = 1'b1;
                read$d = read$q + 32'h1;
            end
        end
        else begin
            address = read$q - 32'h1;
        end
        ram$read_address = ((address) & 8'hff);
        valid = head$q;
        data_out = ram$read_data;
        used = written$q - read$q;
        if (head$q) begin
            used = (written$q - read$q) + 32'h1;
        end
        empty = ~head$q & (read$q == committed$q);
        if (reset) begin
            written$d = ((32'h0) & 9'h1ff);
            committed$d = ((32'h0) & 9'h1ff);
            read$d = ((32'h0) & 9'h1ff);
            head$d = 1'b0;
        end
    end
    
endmodule // card$memory$asked


module card$memory$asked$committed(d,q,clock);
    
    // Module arguments
    input wire  [8:0] d;
    output reg  [8:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 9'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$memory$asked$committed


module card$memory$asked$head(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$memory$asked$head


module card$memory$asked$ram(read_address,read_clock,read_data,write_address,write_clock,write_data,write_enable);
    
    // Module arguments
    input wire  [7:0] read_address;
    input wire  read_clock;
    output reg  [27:0] read_data;
    input wire  [7:0] write_address;
    input wire  write_clock;
    input wire  [27:0] write_data;
    input wire  write_enable;
    
    // Update code (custom)
    reg[27:0] mem[255:0];
    
    
    
    always @(posedge read_clock) begin
       read_data <= mem[read_address];
    end
    
    always @(posedge write_clock) begin
       if (write_enable) begin
          mem[write_address] <= write_data;
       end
    end
                
endmodule // card$memory$asked$ram


module card$memory$asked$read(d,q,clock);
    
    // Module arguments
    input wire  [8:0] d;
    output reg  [8:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 9'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$memory$asked$read


module card$memory$asked$written(d,q,clock);
    
    // Module arguments
    input wire  [8:0] d;
    output reg  [8:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 9'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$memory$asked$written


module card$memory$came(d,q,clock);
    
    // Module arguments
    input wire  [3:0] d;
    output reg  [3:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 4'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$memory$came


module card$memory$came_corrected(d,q,clock);
    
    // Module arguments
    input wire  [3:0] d;
    output reg  [3:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 4'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$memory$came_corrected


module card$memory$came_lost(d,q,clock);
    
    // Module arguments
    input wire  [3:0] d;
    output reg  [3:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 4'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$memory$came_lost


module card$memory$open(d,q,clock);
    
    // Module arguments
    input wire  [7:0] d;
    output reg  [7:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 8'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$memory$open


module card$memory$owner(d,q,clock);
    
    // Module arguments
    input wire  [1:0] d;
    output reg  [1:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 2'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$memory$owner


module card$memory$remote_turn(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$memory$remote_turn


module card$memory$streak(d,q,clock);
    
    // Module arguments
    input wire  [2:0] d;
    output reg  [2:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 3'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$memory$streak


module card$memory$used(d,q,clock);
    
    // Module arguments
    input wire  [5:0] d;
    output reg  [5:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 6'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$memory$used


module card$mirror(clock,reset,tx_data,tx_control,tx_valid,tx_ready,rx_data,rx_control,rx_valid,link_up,stage$valid,stage$data,stage$enable,stage$first,stage$last,stage$address,stage$length,stage$publish,stage$queue,stage$mark,stage$ready,mirrored_valid,mirrored_queue,mirrored_mark,queue0$enable,queue0$changed,queue0$settled,queue0$line_base,queue0$line_count,queue0$payload_base,queue0$payload_bytes,queue0$position,queue1$enable,queue1$changed,queue1$settled,queue1$line_base,queue1$line_count,queue1$payload_base,queue1$payload_bytes,queue1$position,write$valid,write$address,write$data,write$enable,write$ready,published_valid,published_queue,published_slot,read$valid,read$address,read$ready,read$data_valid,read$data,hold,held,card_id,nonce,armed,host_beat,ticks,start_resync,accept,drop_mirror,fence,lift,range0_start,range0_end,range1_start,range1_end,range2_start,range2_end,range3_start,range3_end,range4_start,range4_end,link_state,session,peer_card_id,peer_nonce,frames_sent,frames_received,crc_errors,naks_sent,naks_received,replays,trainings,mirror_state,fenced,cursor,image_state,queue_states,fence_mask,fence_done,sealed0,sealed1,image_card_id,image_nonce,peer_flags,peer_beat,peer_beat_age,peer_card_age,mail_write,mail_write_word,mail_write_data,mail_write_low,mail_write_high,mail_read_word,mail_read_data,mail_read_unit,mail_beat,load,load_queue_states,load_fence_mask,load_sealed0,load_sealed1,load_image_card_id,load_image_nonce,persist,persisted,power_fail,drained);
    
    // Module arguments
    input wire  clock;
    input wire  reset;
    output reg  [127:0] tx_data;
    output reg  tx_control;
    output reg  tx_valid;
    input wire  tx_ready;
    input wire  [127:0] rx_data;
    input wire  rx_control;
    input wire  rx_valid;
    input wire  link_up;
    input wire  stage$valid;
    input wire  [127:0] stage$data;
    input wire  [15:0] stage$enable;
    input wire  stage$first;
    input wire  stage$last;
    input wire  [27:0] stage$address;
    input wire  [6:0] stage$length;
    input wire  stage$publish;
    input wire  [5:0] stage$queue;
    input wire  [47:0] stage$mark;
    output wire  stage$ready;
    output reg  mirrored_valid;
    output reg  [5:0] mirrored_queue;
    output reg  [47:0] mirrored_mark;
    input wire  queue0$enable;
    input wire  queue0$changed;
    input wire  queue0$settled;
    input wire  [31:0] queue0$line_base;
    input wire  [31:0] queue0$line_count;
    input wire  [31:0] queue0$payload_base;
    input wire  [31:0] queue0$payload_bytes;
    input wire  [63:0] queue0$position;
    input wire  queue1$enable;
    input wire  queue1$changed;
    input wire  queue1$settled;
    input wire  [31:0] queue1$line_base;
    input wire  [31:0] queue1$line_count;
    input wire  [31:0] queue1$payload_base;
    input wire  [31:0] queue1$payload_bytes;
    input wire  [63:0] queue1$position;
    output wire  write$valid;
    output wire  [27:0] write$address;
    output wire  [127:0] write$data;
    output wire  [15:0] write$enable;
    input wire  write$ready;
    output reg  published_valid;
    output reg  [5:0] published_queue;
    output reg  [31:0] published_slot;
    output wire  read$valid;
    output wire  [27:0] read$address;
    input wire  read$ready;
    input wire  read$data_valid;
    input wire  [127:0] read$data;
    output reg  hold;
    input wire  held;
    input wire  [63:0] card_id;
    input wire  [63:0] nonce;
    input wire  armed;
    input wire  [63:0] host_beat;
    input wire  [47:0] ticks;
    input wire  start_resync;
    input wire  accept;
    input wire  drop_mirror;
    input wire  [1:0] fence;
    input wire  [1:0] lift;
    input wire  [31:0] range0_start;
    input wire  [31:0] range0_end;
    input wire  [31:0] range1_start;
    input wire  [31:0] range1_end;
    input wire  [31:0] range2_start;
    input wire  [31:0] range2_end;
    input wire  [31:0] range3_start;
    input wire  [31:0] range3_end;
    input wire  [31:0] range4_start;
    input wire  [31:0] range4_end;
    output reg  [1:0] link_state;
    output reg  [7:0] session;
    output reg  [63:0] peer_card_id;
    output reg  [63:0] peer_nonce;
    output reg  [63:0] frames_sent;
    output reg  [63:0] frames_received;
    output reg  [31:0] crc_errors;
    output reg  [31:0] naks_sent;
    output reg  [31:0] naks_received;
    output reg  [31:0] replays;
    output reg  [31:0] trainings;
    output reg  [1:0] mirror_state;
    output reg  [1:0] fenced;
    output reg  [31:0] cursor;
    output reg  [1:0] image_state;
    output reg  [3:0] queue_states;
    output reg  [1:0] fence_mask;
    output reg  [1:0] fence_done;
    output reg  [63:0] sealed0;
    output reg  [63:0] sealed1;
    output reg  [63:0] image_card_id;
    output reg  [63:0] image_nonce;
    output reg  [15:0] peer_flags;
    output reg  [63:0] peer_beat;
    output reg  [63:0] peer_beat_age;
    output reg  [63:0] peer_card_age;
    input wire  mail_write;
    input wire  [12:0] mail_write_word;
    input wire  [63:0] mail_write_data;
    input wire  mail_write_low;
    input wire  mail_write_high;
    input wire  [12:0] mail_read_word;
    output reg  [63:0] mail_read_data;
    input wire  [11:0] mail_read_unit;
    output reg  [127:0] mail_beat;
    input wire  load;
    input wire  [3:0] load_queue_states;
    input wire  [1:0] load_fence_mask;
    input wire  [63:0] load_sealed0;
    input wire  [63:0] load_sealed1;
    input wire  [63:0] load_image_card_id;
    input wire  [63:0] load_image_nonce;
    output reg  persist;
    input wire  persisted;
    input wire  power_fail;
    output reg  drained;
    
    // Constant declarations
    localparam  mirroring = 2'b11;
    localparam  lost = 2'b0;
    localparam  in_sync = 2'b10;
    
    // Stub signals
    reg  source$clock;
    reg  source$reset;
    wire  source$hold;
    reg  source$held;
    reg  source$start_resync;
    reg  source$accept;
    reg  source$drop_mirror;
    reg  [31:0] source$range0_start;
    reg  [31:0] source$range0_end;
    reg  [31:0] source$range1_start;
    reg  [31:0] source$range1_end;
    reg  [31:0] source$range2_start;
    reg  [31:0] source$range2_end;
    reg  [31:0] source$range3_start;
    reg  [31:0] source$range3_end;
    reg  [31:0] source$range4_start;
    reg  [31:0] source$range4_end;
    reg  source$power_fail;
    reg  source$up;
    reg  source$silent;
    reg  source$lose;
    reg  source$peer_fence;
    reg  [1:0] source$peer_fence_mask;
    reg  source$framer_quiet;
    wire  source$put;
    wire  [127:0] source$data;
    wire  source$close;
    wire  [75:0] source$entry;
    wire  [47:0] source$mark;
    wire  source$flush;
    reg  source$room;
    reg  source$backlog;
    reg  source$outbox_empty;
    reg  source$start_retired;
    reg  source$done_retired;
    wire  [1:0] source$mirror_state;
    wire  [7:0] source$session;
    wire  [1:0] source$fenced;
    wire  [31:0] source$cursor;
    wire  [1:0] source$declared;
    wire  source$accepted;
    reg  outbox$clock;
    reg  outbox$reset;
    reg  outbox$put;
    reg  [127:0] outbox$data;
    reg  outbox$close;
    reg  [75:0] outbox$entry;
    reg  [47:0] outbox$mark;
    wire  outbox$room;
    reg  outbox$flush;
    reg  outbox$adopt;
    reg  [23:0] outbox$wanted;
    wire  outbox$plausible;
    reg  outbox$ack_valid;
    reg  [23:0] outbox$ack;
    wire  outbox$ack_fits;
    reg  outbox$rewind;
    wire  outbox$pending;
    wire  [23:0] outbox$sequence;
    wire  [75:0] outbox$next_entry;
    wire  [23:0] outbox$next_sequence;
    reg  outbox$take;
    reg  [10:0] outbox$beat_address;
    wire  [127:0] outbox$beat;
    wire  outbox$retire;
    wire  [70:0] outbox$receipt;
    wire  outbox$empty;
    wire  outbox$unacked;
    wire  outbox$progress;
    wire  outbox$backlog;
    reg  framer$clock;
    reg  framer$reset;
    reg  framer$link_up;
    reg  framer$hello;
    wire  framer$hello_sent;
    reg  [127:0] framer$hello_first;
    reg  [127:0] framer$hello_second;
    reg  framer$nak;
    wire  framer$nak_sent;
    reg  framer$beat;
    wire  framer$beat_sent;
    reg  [127:0] framer$beat_payload;
    reg  framer$mail;
    reg  [1:0] framer$mail_slot;
    reg  [31:0] framer$mail_count;
    wire  framer$mail_sent;
    wire  framer$mail_gone;
    wire  [3:0] framer$mail_address;
    reg  [127:0] framer$mail_data;
    reg  framer$answer;
    reg  [1:0] framer$answer_slot;
    reg  [31:0] framer$answer_count;
    wire  framer$answer_sent;
    reg  framer$ack_due;
    reg  [23:0] framer$ack;
    reg  framer$armed;
    reg  [1:0] framer$fenced;
    wire  framer$ack_sent;
    wire  [23:0] framer$ack_said;
    reg  [7:0] framer$session;
    reg  framer$enable;
    reg  framer$pending;
    reg  [75:0] framer$entry;
    reg  [23:0] framer$sequence;
    reg  [23:0] framer$next_sequence;
    wire  framer$take;
    wire  [10:0] framer$beat_address;
    reg  [127:0] framer$beat_data;
    wire  framer$quiet;
    wire  framer$begun;
    wire  [127:0] framer$data;
    wire  framer$control;
    wire  framer$valid;
    reg  framer$ready;
    reg  marks$clock;
    reg  marks$reset;
    reg  marks$retire;
    reg  [70:0] marks$receipt;
    reg  marks$flush;
    reg  marks$changed0;
    reg  marks$changed1;
    reg  marks$enable0;
    reg  marks$enable1;
    reg  [1:0] marks$declared;
    reg  marks$mirroring;
    reg  marks$armed;
    reg  [1:0] marks$refused;
    reg  marks$accepted;
    wire  marks$mirrored_valid;
    wire  [5:0] marks$mirrored_queue;
    wire  [47:0] marks$mirrored_mark;
    wire  marks$start_retired;
    wire  marks$done_retired;
    reg  receiver$clock;
    reg  receiver$reset;
    reg  [127:0] receiver$data;
    reg  receiver$control;
    reg  receiver$line_valid;
    reg  receiver$up;
    reg  receiver$forget;
    reg  receiver$bar;
    reg  receiver$stop;
    wire  receiver$good;
    wire  receiver$bad;
    wire  receiver$accepted;
    wire  receiver$duplicate;
    wire  receiver$gap;
    wire  receiver$complete;
    wire  receiver$started;
    wire  [3:0] receiver$kind;
    wire  [8:0] receiver$length;
    wire  [23:0] receiver$ack;
    wire  receiver$armed;
    wire  [1:0] receiver$fenced;
    wire  [127:0] receiver$first_payload;
    wire  [127:0] receiver$second_payload;
    wire  [7:0] receiver$session;
    wire  [23:0] receiver$expected;
    wire  receiver$line_start;
    wire  receiver$line_body;
    wire  [127:0] receiver$line_beat;
    wire  receiver$valid;
    wire  [127:0] receiver$beat;
    reg  receiver$ready;
    wire  receiver$empty;
    reg  store$clock;
    reg  store$reset;
    reg  store$valid;
    reg  [127:0] store$beat;
    wire  store$ready;
    reg  store$empty;
    wire  store$stop;
    wire  store$forget;
    wire  store$idle;
    wire  [23:0] store$applied;
    wire  store$published_valid;
    wire  [5:0] store$published_queue;
    wire  [31:0] store$published_slot;
    reg  [63:0] store$peer_card_id;
    reg  [63:0] store$peer_nonce;
    reg  [1:0] store$fence;
    reg  [1:0] store$lift;
    wire  [1:0] store$image_state;
    wire  [3:0] store$queue_states;
    wire  [1:0] store$fence_mask;
    wire  [1:0] store$fence_done;
    wire  [63:0] store$sealed0;
    wire  [63:0] store$sealed1;
    wire  [63:0] store$image_card_id;
    wire  [63:0] store$image_nonce;
    reg  store$load;
    reg  [3:0] store$load_queue_states;
    reg  [1:0] store$load_fence_mask;
    reg  [63:0] store$load_sealed0;
    reg  [63:0] store$load_sealed1;
    reg  [63:0] store$load_image_card_id;
    reg  [63:0] store$load_image_nonce;
    wire  store$persist;
    reg  store$persisted;
    reg  store$power_fail;
    wire  store$drained;
    reg  talk$clock;
    reg  talk$reset;
    reg  talk$link_up;
    reg  talk$power_fail;
    reg  [63:0] talk$card_id;
    reg  [63:0] talk$nonce;
    reg  talk$armed;
    reg  [63:0] talk$host_beat;
    reg  [47:0] talk$ticks;
    reg  talk$good;
    reg  talk$bad;
    reg  talk$accepted;
    reg  talk$duplicate;
    reg  talk$gap;
    reg  talk$complete;
    reg  talk$started;
    reg  talk$speaks_armed;
    reg  [1:0] talk$speaks_fenced;
    reg  [3:0] talk$kind;
    reg  [8:0] talk$length;
    reg  [23:0] talk$received_ack;
    reg  [127:0] talk$first_payload;
    reg  [127:0] talk$second_payload;
    reg  [7:0] talk$their_session;
    reg  [23:0] talk$expected;
    wire  talk$forget;
    reg  talk$store_idle;
    reg  [23:0] talk$applied;
    reg  [1:0] talk$fence_mask;
    reg  talk$image_in_sync;
    reg  [7:0] talk$session;
    reg  talk$mirror_lost;
    reg  talk$outbox_empty;
    reg  talk$unacked;
    reg  talk$progress;
    reg  talk$plausible;
    reg  talk$ack_fits;
    wire  [23:0] talk$wanted;
    wire  talk$adopt;
    wire  talk$ack_valid;
    wire  [23:0] talk$ack;
    wire  talk$rewind;
    wire  talk$silent;
    wire  talk$lose;
    wire  talk$peer_fence;
    wire  [1:0] talk$peer_fence_mask;
    wire  talk$peer_armed;
    wire  talk$up;
    wire  talk$send_hello;
    reg  talk$hello_sent;
    wire  [127:0] talk$hello_first;
    wire  [127:0] talk$hello_second;
    wire  [1:0] talk$own_fenced;
    wire  talk$send_nak;
    reg  talk$nak_sent;
    wire  talk$send_beat;
    reg  talk$beat_sent;
    wire  [127:0] talk$beat_payload;
    wire  talk$ack_due;
    wire  [23:0] talk$own_ack;
    reg  talk$ack_sent;
    reg  [23:0] talk$ack_said;
    reg  talk$frame_begun;
    wire  [1:0] talk$link_state;
    wire  [63:0] talk$peer_card_id;
    wire  [63:0] talk$peer_nonce;
    wire  [15:0] talk$peer_flags;
    wire  [63:0] talk$peer_beat;
    wire  [63:0] talk$peer_beat_age;
    wire  [63:0] talk$peer_card_age;
    wire  [63:0] talk$frames_sent;
    wire  [63:0] talk$frames_received;
    wire  [31:0] talk$crc_errors;
    wire  [31:0] talk$naks_sent;
    wire  [31:0] talk$naks_received;
    wire  [31:0] talk$replays;
    wire  [31:0] talk$trainings;
    reg  letters$clock;
    reg  letters$reset;
    reg  letters$up;
    reg  letters$write;
    reg  [12:0] letters$write_word;
    reg  [63:0] letters$write_data;
    reg  letters$write_low;
    reg  letters$write_high;
    reg  [12:0] letters$read_word;
    wire  [63:0] letters$read_data;
    reg  [11:0] letters$read_unit;
    wire  [127:0] letters$beat;
    wire  letters$mail;
    wire  [1:0] letters$mail_slot;
    wire  [31:0] letters$mail_count;
    reg  letters$mail_sent;
    reg  letters$mail_gone;
    reg  [3:0] letters$beat_address;
    wire  [127:0] letters$beat_data;
    wire  letters$answer;
    wire  [1:0] letters$answer_slot;
    wire  [31:0] letters$answer_count;
    reg  letters$answer_sent;
    reg  letters$line_start;
    reg  letters$line_body;
    reg  [127:0] letters$line_beat;
    reg  letters$good;
    reg  [3:0] letters$kind;
    
    // Local signals
    reg  same_card;
    
    // Sub module instances
    card$mirror$source source(
        .clock(source$clock),
        .reset(source$reset),
        .stage$valid(stage$valid),
        .stage$data(stage$data),
        .stage$enable(stage$enable),
        .stage$first(stage$first),
        .stage$last(stage$last),
        .stage$address(stage$address),
        .stage$length(stage$length),
        .stage$publish(stage$publish),
        .stage$queue(stage$queue),
        .stage$mark(stage$mark),
        .stage$ready(stage$ready),
        .queue0$enable(queue0$enable),
        .queue0$changed(queue0$changed),
        .queue0$settled(queue0$settled),
        .queue0$line_base(queue0$line_base),
        .queue0$line_count(queue0$line_count),
        .queue0$payload_base(queue0$payload_base),
        .queue0$payload_bytes(queue0$payload_bytes),
        .queue0$position(queue0$position),
        .queue1$enable(queue1$enable),
        .queue1$changed(queue1$changed),
        .queue1$settled(queue1$settled),
        .queue1$line_base(queue1$line_base),
        .queue1$line_count(queue1$line_count),
        .queue1$payload_base(queue1$payload_base),
        .queue1$payload_bytes(queue1$payload_bytes),
        .queue1$position(queue1$position),
        .read$valid(read$valid),
        .read$address(read$address),
        .read$ready(read$ready),
        .read$data_valid(read$data_valid),
        .read$data(read$data),
        .hold(source$hold),
        .held(source$held),
        .start_resync(source$start_resync),
        .accept(source$accept),
        .drop_mirror(source$drop_mirror),
        .range0_start(source$range0_start),
        .range0_end(source$range0_end),
        .range1_start(source$range1_start),
        .range1_end(source$range1_end),
        .range2_start(source$range2_start),
        .range2_end(source$range2_end),
        .range3_start(source$range3_start),
        .range3_end(source$range3_end),
        .range4_start(source$range4_start),
        .range4_end(source$range4_end),
        .power_fail(source$power_fail),
        .up(source$up),
        .silent(source$silent),
        .lose(source$lose),
        .peer_fence(source$peer_fence),
        .peer_fence_mask(source$peer_fence_mask),
        .framer_quiet(source$framer_quiet),
        .put(source$put),
        .data(source$data),
        .close(source$close),
        .entry(source$entry),
        .mark(source$mark),
        .flush(source$flush),
        .room(source$room),
        .backlog(source$backlog),
        .outbox_empty(source$outbox_empty),
        .start_retired(source$start_retired),
        .done_retired(source$done_retired),
        .mirror_state(source$mirror_state),
        .session(source$session),
        .fenced(source$fenced),
        .cursor(source$cursor),
        .declared(source$declared),
        .accepted(source$accepted)
    );
    card$mirror$outbox outbox(
        .clock(outbox$clock),
        .reset(outbox$reset),
        .put(outbox$put),
        .data(outbox$data),
        .close(outbox$close),
        .entry(outbox$entry),
        .mark(outbox$mark),
        .room(outbox$room),
        .flush(outbox$flush),
        .adopt(outbox$adopt),
        .wanted(outbox$wanted),
        .plausible(outbox$plausible),
        .ack_valid(outbox$ack_valid),
        .ack(outbox$ack),
        .ack_fits(outbox$ack_fits),
        .rewind(outbox$rewind),
        .pending(outbox$pending),
        .sequence(outbox$sequence),
        .next_entry(outbox$next_entry),
        .next_sequence(outbox$next_sequence),
        .take(outbox$take),
        .beat_address(outbox$beat_address),
        .beat(outbox$beat),
        .retire(outbox$retire),
        .receipt(outbox$receipt),
        .empty(outbox$empty),
        .unacked(outbox$unacked),
        .progress(outbox$progress),
        .backlog(outbox$backlog)
    );
    card$mirror$framer framer(
        .clock(framer$clock),
        .reset(framer$reset),
        .link_up(framer$link_up),
        .hello(framer$hello),
        .hello_sent(framer$hello_sent),
        .hello_first(framer$hello_first),
        .hello_second(framer$hello_second),
        .nak(framer$nak),
        .nak_sent(framer$nak_sent),
        .beat(framer$beat),
        .beat_sent(framer$beat_sent),
        .beat_payload(framer$beat_payload),
        .mail(framer$mail),
        .mail_slot(framer$mail_slot),
        .mail_count(framer$mail_count),
        .mail_sent(framer$mail_sent),
        .mail_gone(framer$mail_gone),
        .mail_address(framer$mail_address),
        .mail_data(framer$mail_data),
        .answer(framer$answer),
        .answer_slot(framer$answer_slot),
        .answer_count(framer$answer_count),
        .answer_sent(framer$answer_sent),
        .ack_due(framer$ack_due),
        .ack(framer$ack),
        .armed(framer$armed),
        .fenced(framer$fenced),
        .ack_sent(framer$ack_sent),
        .ack_said(framer$ack_said),
        .session(framer$session),
        .enable(framer$enable),
        .pending(framer$pending),
        .entry(framer$entry),
        .sequence(framer$sequence),
        .next_sequence(framer$next_sequence),
        .take(framer$take),
        .beat_address(framer$beat_address),
        .beat_data(framer$beat_data),
        .quiet(framer$quiet),
        .begun(framer$begun),
        .data(framer$data),
        .control(framer$control),
        .valid(framer$valid),
        .ready(framer$ready)
    );
    card$mirror$marks marks(
        .clock(marks$clock),
        .reset(marks$reset),
        .retire(marks$retire),
        .receipt(marks$receipt),
        .flush(marks$flush),
        .changed0(marks$changed0),
        .changed1(marks$changed1),
        .enable0(marks$enable0),
        .enable1(marks$enable1),
        .declared(marks$declared),
        .mirroring(marks$mirroring),
        .armed(marks$armed),
        .refused(marks$refused),
        .accepted(marks$accepted),
        .mirrored_valid(marks$mirrored_valid),
        .mirrored_queue(marks$mirrored_queue),
        .mirrored_mark(marks$mirrored_mark),
        .start_retired(marks$start_retired),
        .done_retired(marks$done_retired)
    );
    card$mirror$receiver receiver(
        .clock(receiver$clock),
        .reset(receiver$reset),
        .data(receiver$data),
        .control(receiver$control),
        .line_valid(receiver$line_valid),
        .up(receiver$up),
        .forget(receiver$forget),
        .bar(receiver$bar),
        .stop(receiver$stop),
        .good(receiver$good),
        .bad(receiver$bad),
        .accepted(receiver$accepted),
        .duplicate(receiver$duplicate),
        .gap(receiver$gap),
        .complete(receiver$complete),
        .started(receiver$started),
        .kind(receiver$kind),
        .length(receiver$length),
        .ack(receiver$ack),
        .armed(receiver$armed),
        .fenced(receiver$fenced),
        .first_payload(receiver$first_payload),
        .second_payload(receiver$second_payload),
        .session(receiver$session),
        .expected(receiver$expected),
        .line_start(receiver$line_start),
        .line_body(receiver$line_body),
        .line_beat(receiver$line_beat),
        .valid(receiver$valid),
        .beat(receiver$beat),
        .ready(receiver$ready),
        .empty(receiver$empty)
    );
    card$mirror$store store(
        .clock(store$clock),
        .reset(store$reset),
        .valid(store$valid),
        .beat(store$beat),
        .ready(store$ready),
        .empty(store$empty),
        .stop(store$stop),
        .forget(store$forget),
        .idle(store$idle),
        .applied(store$applied),
        .write$valid(write$valid),
        .write$address(write$address),
        .write$data(write$data),
        .write$enable(write$enable),
        .write$ready(write$ready),
        .published_valid(store$published_valid),
        .published_queue(store$published_queue),
        .published_slot(store$published_slot),
        .peer_card_id(store$peer_card_id),
        .peer_nonce(store$peer_nonce),
        .fence(store$fence),
        .lift(store$lift),
        .image_state(store$image_state),
        .queue_states(store$queue_states),
        .fence_mask(store$fence_mask),
        .fence_done(store$fence_done),
        .sealed0(store$sealed0),
        .sealed1(store$sealed1),
        .image_card_id(store$image_card_id),
        .image_nonce(store$image_nonce),
        .load(store$load),
        .load_queue_states(store$load_queue_states),
        .load_fence_mask(store$load_fence_mask),
        .load_sealed0(store$load_sealed0),
        .load_sealed1(store$load_sealed1),
        .load_image_card_id(store$load_image_card_id),
        .load_image_nonce(store$load_image_nonce),
        .persist(store$persist),
        .persisted(store$persisted),
        .power_fail(store$power_fail),
        .drained(store$drained)
    );
    card$mirror$talk talk(
        .clock(talk$clock),
        .reset(talk$reset),
        .link_up(talk$link_up),
        .power_fail(talk$power_fail),
        .card_id(talk$card_id),
        .nonce(talk$nonce),
        .armed(talk$armed),
        .host_beat(talk$host_beat),
        .ticks(talk$ticks),
        .good(talk$good),
        .bad(talk$bad),
        .accepted(talk$accepted),
        .duplicate(talk$duplicate),
        .gap(talk$gap),
        .complete(talk$complete),
        .started(talk$started),
        .speaks_armed(talk$speaks_armed),
        .speaks_fenced(talk$speaks_fenced),
        .kind(talk$kind),
        .length(talk$length),
        .received_ack(talk$received_ack),
        .first_payload(talk$first_payload),
        .second_payload(talk$second_payload),
        .their_session(talk$their_session),
        .expected(talk$expected),
        .forget(talk$forget),
        .store_idle(talk$store_idle),
        .applied(talk$applied),
        .fence_mask(talk$fence_mask),
        .image_in_sync(talk$image_in_sync),
        .session(talk$session),
        .mirror_lost(talk$mirror_lost),
        .outbox_empty(talk$outbox_empty),
        .unacked(talk$unacked),
        .progress(talk$progress),
        .plausible(talk$plausible),
        .ack_fits(talk$ack_fits),
        .wanted(talk$wanted),
        .adopt(talk$adopt),
        .ack_valid(talk$ack_valid),
        .ack(talk$ack),
        .rewind(talk$rewind),
        .silent(talk$silent),
        .lose(talk$lose),
        .peer_fence(talk$peer_fence),
        .peer_fence_mask(talk$peer_fence_mask),
        .peer_armed(talk$peer_armed),
        .up(talk$up),
        .send_hello(talk$send_hello),
        .hello_sent(talk$hello_sent),
        .hello_first(talk$hello_first),
        .hello_second(talk$hello_second),
        .own_fenced(talk$own_fenced),
        .send_nak(talk$send_nak),
        .nak_sent(talk$nak_sent),
        .send_beat(talk$send_beat),
        .beat_sent(talk$beat_sent),
        .beat_payload(talk$beat_payload),
        .ack_due(talk$ack_due),
        .own_ack(talk$own_ack),
        .ack_sent(talk$ack_sent),
        .ack_said(talk$ack_said),
        .frame_begun(talk$frame_begun),
        .link_state(talk$link_state),
        .peer_card_id(talk$peer_card_id),
        .peer_nonce(talk$peer_nonce),
        .peer_flags(talk$peer_flags),
        .peer_beat(talk$peer_beat),
        .peer_beat_age(talk$peer_beat_age),
        .peer_card_age(talk$peer_card_age),
        .frames_sent(talk$frames_sent),
        .frames_received(talk$frames_received),
        .crc_errors(talk$crc_errors),
        .naks_sent(talk$naks_sent),
        .naks_received(talk$naks_received),
        .replays(talk$replays),
        .trainings(talk$trainings)
    );
    card$mirror$letters letters(
        .clock(letters$clock),
        .reset(letters$reset),
        .up(letters$up),
        .write(letters$write),
        .write_word(letters$write_word),
        .write_data(letters$write_data),
        .write_low(letters$write_low),
        .write_high(letters$write_high),
        .read_word(letters$read_word),
        .read_data(letters$read_data),
        .read_unit(letters$read_unit),
        .beat(letters$beat),
        .mail(letters$mail),
        .mail_slot(letters$mail_slot),
        .mail_count(letters$mail_count),
        .mail_sent(letters$mail_sent),
        .mail_gone(letters$mail_gone),
        .beat_address(letters$beat_address),
        .beat_data(letters$beat_data),
        .answer(letters$answer),
        .answer_slot(letters$answer_slot),
        .answer_count(letters$answer_count),
        .answer_sent(letters$answer_sent),
        .line_start(letters$line_start),
        .line_body(letters$line_body),
        .line_beat(letters$line_beat),
        .good(letters$good),
        .kind(letters$kind)
    );
    
    // Update code
    always @(*) begin
        source$clock = clock;
        outbox$clock = clock;
        framer$clock = clock;
        marks$clock = clock;
        receiver$clock = clock;
        store$clock = clock;
        talk$clock = clock;
        letters$clock = clock;
        source$reset = reset;
        outbox$reset = reset;
        framer$reset = reset;
        marks$reset = reset;
        receiver$reset = reset;
        store$reset = reset;
        talk$reset = reset;
        hold = source$hold;
        source$held = held;
        source$start_resync = start_resync;
        source$accept = accept;
        source$drop_mirror = drop_mirror;
        source$power_fail = power_fail;
        source$range0_start = range0_start;
        source$range0_end = range0_end;
        source$range1_start = range1_start;
        source$range1_end = range1_end;
        source$range2_start = range2_start;
        source$range2_end = range2_end;
        source$range3_start = range3_start;
        source$range3_end = range3_end;
        source$range4_start = range4_start;
        source$range4_end = range4_end;
        source$up = talk$up;
        source$silent = talk$silent;
        source$lose = talk$lose;
        source$peer_fence = talk$peer_fence;
        source$peer_fence_mask = talk$peer_fence_mask;
        source$framer_quiet = framer$quiet;
        source$room = outbox$room;
        source$backlog = outbox$backlog;
        source$outbox_empty = outbox$empty;
        source$start_retired = marks$start_retired;
        source$done_retired = marks$done_retired;
        outbox$put = source$put;
        outbox$data = source$data;
        outbox$close = source$close;
        outbox$entry = source$entry;
        outbox$mark = source$mark;
        outbox$flush = source$flush;
        outbox$adopt = talk$adopt;
        outbox$wanted = talk$wanted;
        outbox$ack_valid = talk$ack_valid;
        outbox$ack = talk$ack;
        outbox$rewind = talk$rewind;
        outbox$take = framer$take;
        outbox$beat_address = framer$beat_address;
        framer$link_up = link_up;
        framer$hello = talk$send_hello;
        framer$hello_first = talk$hello_first;
        framer$hello_second = talk$hello_second;
        framer$armed = armed;
        framer$fenced = talk$own_fenced;
        framer$nak = talk$send_nak;
        framer$beat = talk$send_beat;
        framer$beat_payload = talk$beat_payload;
        framer$ack_due = talk$ack_due;
        framer$ack = talk$own_ack;
        framer$session = source$session;
        framer$enable = talk$up;
        framer$pending = outbox$pending;
        framer$entry = outbox$next_entry;
        framer$sequence = outbox$sequence;
        framer$next_sequence = outbox$next_sequence;
        framer$beat_data = outbox$beat;
        tx_data = framer$data;
        tx_control = framer$control;
        tx_valid = framer$valid;
        framer$ready = tx_ready;
        letters$reset = reset;
        letters$up = talk$up;
        letters$write = mail_write;
        letters$write_word = mail_write_word;
        letters$write_data = mail_write_data;
        letters$write_low = mail_write_low;
        letters$write_high = mail_write_high;
        letters$read_word = mail_read_word;
        mail_read_data = letters$read_data;
        letters$read_unit = mail_read_unit;
        mail_beat = letters$beat;
        framer$mail = letters$mail;
        framer$mail_slot = letters$mail_slot;
        framer$mail_count = letters$mail_count;
        letters$mail_sent = framer$mail_sent;
        letters$mail_gone = framer$mail_gone;
        letters$beat_address = framer$mail_address;
        framer$mail_data = letters$beat_data;
        framer$answer = letters$answer;
        framer$answer_slot = letters$answer_slot;
        framer$answer_count = letters$answer_count;
        letters$answer_sent = framer$answer_sent;
        letters$line_start = receiver$line_start;
        letters$line_body = receiver$line_body;
        letters$line_beat = receiver$line_beat;
        letters$good = receiver$good;
        letters$kind = receiver$kind;
        marks$retire = outbox$retire;
        marks$receipt = outbox$receipt;
        marks$flush = source$flush;
        marks$changed0 = queue0$changed;
        marks$changed1 = queue1$changed;
        marks$enable0 = queue0$enable;
        marks$enable1 = queue1$enable;
        marks$declared = source$declared;
        marks$accepted = source$accepted;
        marks$armed = talk$peer_armed;
        marks$refused = source$fenced;
        marks$mirroring = source$mirror_state == mirroring;
        mirrored_valid = marks$mirrored_valid;
        mirrored_queue = marks$mirrored_queue;
        mirrored_mark = marks$mirrored_mark;
        receiver$data = rx_data;
        receiver$control = rx_control;
        receiver$line_valid = rx_valid;
        receiver$up = talk$up;
        receiver$forget = talk$forget;
        receiver$bar = store$forget;
        receiver$stop = store$stop | power_fail;
        receiver$ready = store$ready;
        store$valid = receiver$valid;
        store$beat = receiver$beat;
        store$empty = receiver$empty;
        published_valid = store$published_valid;
        published_queue = store$published_queue;
        published_slot = store$published_slot;
        image_state = store$image_state;
        queue_states = store$queue_states;
        fence_mask = store$fence_mask;
        fence_done = store$fence_done;
        sealed0 = store$sealed0;
        sealed1 = store$sealed1;
        image_card_id = store$image_card_id;
        image_nonce = store$image_nonce;
        persist = store$persist;
        drained = store$drained;
        store$fence = fence;
        store$lift = lift;
        store$load = load;
        store$load_queue_states = load_queue_states;
        store$load_fence_mask = load_fence_mask;
        store$load_sealed0 = load_sealed0;
        store$load_sealed1 = load_sealed1;
        store$load_image_card_id = load_image_card_id;
        store$load_image_nonce = load_image_nonce;
        store$persisted = persisted;
        store$power_fail = power_fail;
        store$peer_card_id = talk$peer_card_id;
        store$peer_nonce = talk$peer_nonce;
        talk$link_up = link_up;
        talk$power_fail = power_fail;
        talk$card_id = card_id;
        talk$nonce = nonce;
        talk$armed = armed;
        talk$host_beat = host_beat;
        talk$ticks = ticks;
        talk$good = receiver$good;
        talk$bad = receiver$bad;
        talk$accepted = receiver$accepted;
        talk$duplicate = receiver$duplicate;
        talk$gap = receiver$gap;
        talk$complete = receiver$complete;
        talk$started = receiver$started;
        talk$speaks_armed = receiver$armed;
        talk$speaks_fenced = receiver$fenced;
        talk$kind = receiver$kind;
        talk$length = receiver$length;
        talk$first_payload = receiver$first_payload;
        talk$second_payload = receiver$second_payload;
        talk$expected = receiver$expected;
        talk$received_ack = receiver$ack;
        talk$their_session = receiver$session;
        talk$store_idle = store$idle;
        talk$applied = store$applied;
        talk$fence_mask = store$fence_mask;
        same_card = store$image_card_id == talk$peer_card_id;
        talk$image_in_sync = (store$image_state == in_sync) & same_card;
        talk$session = source$session;
        talk$mirror_lost = source$mirror_state == lost;
        talk$outbox_empty = outbox$empty;
        talk$unacked = outbox$unacked;
        talk$progress = outbox$progress;
        talk$plausible = outbox$plausible;
        talk$ack_fits = outbox$ack_fits;
        talk$hello_sent = framer$hello_sent;
        talk$nak_sent = framer$nak_sent;
        talk$beat_sent = framer$beat_sent;
        talk$ack_sent = framer$ack_sent;
        talk$ack_said = framer$ack_said;
        talk$frame_begun = framer$begun;
        link_state = talk$link_state;
        peer_card_id = talk$peer_card_id;
        peer_nonce = talk$peer_nonce;
        peer_flags = talk$peer_flags;
        peer_beat = talk$peer_beat;
        peer_beat_age = talk$peer_beat_age;
        peer_card_age = talk$peer_card_age;
        frames_sent = talk$frames_sent;
        frames_received = talk$frames_received;
        crc_errors = talk$crc_errors;
        naks_sent = talk$naks_sent;
        naks_received = talk$naks_received;
        replays = talk$replays;
        trainings = talk$trainings;
        session = source$session;
        mirror_state = source$mirror_state;
        fenced = source$fenced;
        cursor = source$cursor;
    end
    
endmodule // card$mirror


module card$mirror$framer(clock,reset,link_up,hello,hello_sent,hello_first,hello_second,nak,nak_sent,beat,beat_sent,beat_payload,mail,mail_slot,mail_count,mail_sent,mail_gone,mail_address,mail_data,answer,answer_slot,answer_count,answer_sent,ack_due,ack,armed,fenced,ack_sent,ack_said,session,enable,pending,entry,sequence,next_sequence,take,beat_address,beat_data,quiet,begun,data,control,valid,ready);
    
    // Module arguments
    input wire  clock;
    input wire  reset;
    input wire  link_up;
    input wire  hello;
    output reg  hello_sent;
    input wire  [127:0] hello_first;
    input wire  [127:0] hello_second;
    input wire  nak;
    output reg  nak_sent;
    input wire  beat;
    output reg  beat_sent;
    input wire  [127:0] beat_payload;
    input wire  mail;
    input wire  [1:0] mail_slot;
    input wire  [31:0] mail_count;
    output reg  mail_sent;
    output reg  mail_gone;
    output reg  [3:0] mail_address;
    input wire  [127:0] mail_data;
    input wire  answer;
    input wire  [1:0] answer_slot;
    input wire  [31:0] answer_count;
    output reg  answer_sent;
    input wire  ack_due;
    input wire  [23:0] ack;
    input wire  armed;
    input wire  [1:0] fenced;
    output reg  ack_sent;
    output reg  [23:0] ack_said;
    input wire  [7:0] session;
    input wire  enable;
    input wire  pending;
    input wire  [75:0] entry;
    input wire  [23:0] sequence;
    input wire  [23:0] next_sequence;
    output reg  take;
    output reg  [10:0] beat_address;
    input wire  [127:0] beat_data;
    output reg  quiet;
    output reg  begun;
    output reg  [127:0] data;
    output reg  control;
    output reg  valid;
    input wire  ready;
    
    // Constant declarations
    localparam  block_start = 8'h78;
    localparam  block_terminate = 8'hff;
    localparam  kind_hello = 4'h8;
    localparam  kind_beat = 4'h9;
    localparam  kind_ack = 4'ha;
    localparam  kind_nak = 4'hb;
    localparam  kind_mail = 4'hd;
    localparam  kind_answer = 4'he;
    localparam  flag_armed = 4'h8;
    
    // Enums
    localparam Step$Choose = 0;
    localparam Step$Mask = 1;
    localparam Step$Payload = 2;
    localparam Step$Finish = 3;
    
    // Stub signals
    reg  [1:0] step$d;
    wire  [1:0] step$q;
    reg  step$clock;
    reg  sequenced$d;
    wire  sequenced$q;
    reg  sequenced$clock;
    reg  mailed$d;
    wire  mailed$q;
    reg  mailed$clock;
    reg  [6:0] left$d;
    wire  [6:0] left$q;
    reg  left$clock;
    reg  [10:0] pointer$d;
    wire  [10:0] pointer$q;
    reg  pointer$clock;
    reg  [15:0] enables$d;
    wire  [15:0] enables$q;
    reg  enables$clock;
    reg  [23:0] head_ack$d;
    wire  [23:0] head_ack$q;
    reg  head_ack$clock;
    reg  head_armed$d;
    wire  head_armed$q;
    reg  head_armed$clock;
    reg  [1:0] head_fenced$d;
    wire  [1:0] head_fenced$q;
    reg  head_fenced$clock;
    reg  [127:0] first_payload$d;
    wire  [127:0] first_payload$q;
    reg  first_payload$clock;
    reg  [127:0] second_payload$d;
    wire  [127:0] second_payload$q;
    reg  second_payload$clock;
    reg  [127:0] built$d;
    wire  [127:0] built$q;
    reg  built$clock;
    reg  built_valid$d;
    wire  built_valid$q;
    reg  built_valid$clock;
    reg  built_start$d;
    wire  built_start$q;
    reg  built_start$clock;
    reg  built_end$d;
    wire  built_end$q;
    reg  built_end$clock;
    reg  [127:0] checked$d;
    wire  [127:0] checked$q;
    reg  checked$clock;
    reg  checked_valid$d;
    wire  checked_valid$q;
    reg  checked_valid$clock;
    reg  checked_start$d;
    wire  checked_start$q;
    reg  checked_start$clock;
    reg  checked_end$d;
    wire  checked_end$q;
    reg  checked_end$clock;
    reg  [127:0] reduced$d;
    wire  [127:0] reduced$q;
    reg  reduced$clock;
    reg  reduced_valid$d;
    wire  reduced_valid$q;
    reg  reduced_valid$clock;
    reg  reduced_start$d;
    wire  reduced_start$q;
    reg  reduced_start$clock;
    reg  reduced_end$d;
    wire  reduced_end$q;
    reg  reduced_end$clock;
    reg  [31:0] sum$d;
    wire  [31:0] sum$q;
    reg  sum$clock;
    reg  [31:0] crc$d;
    wire  [31:0] crc$q;
    reg  crc$clock;
    reg  [127:0] out$d;
    wire  [127:0] out$q;
    reg  out$clock;
    reg  out_valid$d;
    wire  out_valid$q;
    reg  out_valid$clock;
    reg  out_control$d;
    wire  out_control$q;
    reg  out_control$clock;
    reg  [127:0] check$x;
    wire  [7:0] check$y;
    reg  [127:0] reduce$x;
    wire  [31:0] reduce$y;
    reg  [23:0] reduce_ack$x;
    wire  [31:0] reduce_ack$y;
    reg  [31:0] advance$x;
    wire  [31:0] advance$y;
    reg  [31:0] advance_ack$x;
    wire  [31:0] advance_ack$y;
    
    // Local signals
    reg  [127:0] header;
    reg  [127:0] trailer;
    reg  move_on;
    reg  choose;
    reg  [6:0] length;
    reg  [3:0] flags;
    reg  [3:0] speaker;
    reg  [31:0] crc_next;
    reg  [31:0] crc_final;
    
    // Sub module instances
    card$mirror$framer$step step(
        .d(step$d),
        .q(step$q),
        .clock(step$clock)
    );
    card$mirror$framer$sequenced sequenced(
        .d(sequenced$d),
        .q(sequenced$q),
        .clock(sequenced$clock)
    );
    card$mirror$framer$mailed mailed(
        .d(mailed$d),
        .q(mailed$q),
        .clock(mailed$clock)
    );
    card$mirror$framer$left left(
        .d(left$d),
        .q(left$q),
        .clock(left$clock)
    );
    card$mirror$framer$pointer pointer(
        .d(pointer$d),
        .q(pointer$q),
        .clock(pointer$clock)
    );
    card$mirror$framer$enables enables(
        .d(enables$d),
        .q(enables$q),
        .clock(enables$clock)
    );
    card$mirror$framer$head_ack head_ack(
        .d(head_ack$d),
        .q(head_ack$q),
        .clock(head_ack$clock)
    );
    card$mirror$framer$head_armed head_armed(
        .d(head_armed$d),
        .q(head_armed$q),
        .clock(head_armed$clock)
    );
    card$mirror$framer$head_fenced head_fenced(
        .d(head_fenced$d),
        .q(head_fenced$q),
        .clock(head_fenced$clock)
    );
    card$mirror$framer$first_payload first_payload(
        .d(first_payload$d),
        .q(first_payload$q),
        .clock(first_payload$clock)
    );
    card$mirror$framer$second_payload second_payload(
        .d(second_payload$d),
        .q(second_payload$q),
        .clock(second_payload$clock)
    );
    card$mirror$framer$built built(
        .d(built$d),
        .q(built$q),
        .clock(built$clock)
    );
    card$mirror$framer$built_valid built_valid(
        .d(built_valid$d),
        .q(built_valid$q),
        .clock(built_valid$clock)
    );
    card$mirror$framer$built_start built_start(
        .d(built_start$d),
        .q(built_start$q),
        .clock(built_start$clock)
    );
    card$mirror$framer$built_end built_end(
        .d(built_end$d),
        .q(built_end$q),
        .clock(built_end$clock)
    );
    card$mirror$framer$checked checked(
        .d(checked$d),
        .q(checked$q),
        .clock(checked$clock)
    );
    card$mirror$framer$checked_valid checked_valid(
        .d(checked_valid$d),
        .q(checked_valid$q),
        .clock(checked_valid$clock)
    );
    card$mirror$framer$checked_start checked_start(
        .d(checked_start$d),
        .q(checked_start$q),
        .clock(checked_start$clock)
    );
    card$mirror$framer$checked_end checked_end(
        .d(checked_end$d),
        .q(checked_end$q),
        .clock(checked_end$clock)
    );
    card$mirror$framer$reduced reduced(
        .d(reduced$d),
        .q(reduced$q),
        .clock(reduced$clock)
    );
    card$mirror$framer$reduced_valid reduced_valid(
        .d(reduced_valid$d),
        .q(reduced_valid$q),
        .clock(reduced_valid$clock)
    );
    card$mirror$framer$reduced_start reduced_start(
        .d(reduced_start$d),
        .q(reduced_start$q),
        .clock(reduced_start$clock)
    );
    card$mirror$framer$reduced_end reduced_end(
        .d(reduced_end$d),
        .q(reduced_end$q),
        .clock(reduced_end$clock)
    );
    card$mirror$framer$sum sum(
        .d(sum$d),
        .q(sum$q),
        .clock(sum$clock)
    );
    card$mirror$framer$crc crc(
        .d(crc$d),
        .q(crc$q),
        .clock(crc$clock)
    );
    card$mirror$framer$out out(
        .d(out$d),
        .q(out$q),
        .clock(out$clock)
    );
    card$mirror$framer$out_valid out_valid(
        .d(out_valid$d),
        .q(out_valid$q),
        .clock(out_valid$clock)
    );
    card$mirror$framer$out_control out_control(
        .d(out_control$d),
        .q(out_control$q),
        .clock(out_control$clock)
    );
    card$mirror$framer$check check(
        .x(check$x),
        .y(check$y)
    );
    card$mirror$framer$reduce reduce(
        .x(reduce$x),
        .y(reduce$y)
    );
    card$mirror$framer$reduce_ack reduce_ack(
        .x(reduce_ack$x),
        .y(reduce_ack$y)
    );
    card$mirror$framer$advance advance(
        .x(advance$x),
        .y(advance$y)
    );
    card$mirror$framer$advance_ack advance_ack(
        .x(advance_ack$x),
        .y(advance_ack$y)
    );
    
    // Update code
    always @(*) begin
        step$clock = clock;
        sequenced$clock = clock;
        mailed$clock = clock;
        left$clock = clock;
        pointer$clock = clock;
        enables$clock = clock;
        head_ack$clock = clock;
        head_armed$clock = clock;
        head_fenced$clock = clock;
        first_payload$clock = clock;
        second_payload$clock = clock;
        built$clock = clock;
        built_valid$clock = clock;
        built_start$clock = clock;
        built_end$clock = clock;
        checked$clock = clock;
        checked_valid$clock = clock;
        checked_start$clock = clock;
        checked_end$clock = clock;
        reduced$clock = clock;
        reduced_valid$clock = clock;
        reduced_start$clock = clock;
        reduced_end$clock = clock;
        sum$clock = clock;
        crc$clock = clock;
        out$clock = clock;
        out_valid$clock = clock;
        out_control$clock = clock;
        step$d = step$q;
        sequenced$d = sequenced$q;
        mailed$d = mailed$q;
        left$d = left$q;
        pointer$d = pointer$q;
        enables$d = enables$q;
        head_ack$d = head_ack$q;
        head_armed$d = head_armed$q;
        head_fenced$d = head_fenced$q;
        first_payload$d = first_payload$q;
        second_payload$d = second_payload$q;
        built$d = built$q;
        built_valid$d = built_valid$q;
        built_start$d = built_start$q;
        built_end$d = built_end$q;
        checked$d = checked$q;
        checked_valid$d = checked_valid$q;
        checked_start$d = checked_start$q;
        checked_end$d = checked_end$q;
        reduced$d = reduced$q;
        reduced_valid$d = reduced_valid$q;
        reduced_start$d = reduced_start$q;
        reduced_end$d = reduced_end$q;
        sum$d = sum$q;
        crc$d = crc$q;
        out$d = out$q;
        out_valid$d = out_valid$q;
        out_control$d = out_control$q;
        move_on = ~out_valid$q | ready | ~link_up;
        choose = move_on & (step$q == Step$Choose);
        hello_sent = 1'b0;
        nak_sent = 1'b0;
        beat_sent = 1'b0;
        mail_sent = 1'b0;
        mail_gone = 1'b0;
        answer_sent = 1'b0;
        ack_sent = 1'b0;
        take = 1'b0;
        begun = 1'b0;
        length = ((32'h0) & 7'h7f);
        flags = entry[(64'h4)+:(4)];
        beat_address = pointer$q;
        quiet = ~sequenced$q;
        header[(64'h0)+:(8)] = block_start;
        header[(64'h8)+:(4)] = kind_ack;
        speaker = ((32'h0) & 4'hf);
        if (armed) begin
            speaker = flag_armed;
        end
        header[(64'hc)+:(4)] = speaker;
        header[(64'h10)+:(8)] = session;
        header[(64'h18)+:(24)] = next_sequence;
        header[(64'h30)+:(9)] = ((32'h0) & 9'h1ff);
        header[(64'h39)+:(32)] = ((32'h0) & 32'hffffffff);
        header[(64'h59)+:(16)] = ((32'h0) & 16'hffff);
        header[(64'h69)+:(6)] = ((32'h0) & 6'h3f);
        header[(64'h6f)+:(8)] = ((32'h0) & 8'hff);
        header[(64'h77)+:(2)] = fenced;
        header[(64'h79)+:(7)] = ((32'h0) & 7'h7f);
        trailer[(64'h0)+:(8)] = block_terminate;
        trailer[(64'h8)+:(32)] = ((32'h0) & 32'hffffffff);
        ack_said = head_ack$q;
        if ((armed == head_armed$q) & (fenced == head_fenced$q)) begin
            ack_said = ack;
        end
        trailer[(64'h28)+:(24)] = ack_said;
        trailer[(64'h40)+:(64)] = ((32'h0) & 64'hffffffffffffffff);
        if (choose) begin
            sequenced$d = 1'b0;
            mailed$d = 1'b0;
            head_ack$d = ack;
            head_armed$d = armed;
            head_fenced$d = fenced;
            if (hello) begin
                hello_sent = 1'b1;
                begun = 1'b1;
                header[(64'h8)+:(4)] = kind_hello;
                length = ((32'h2) & 7'h7f);
                first_payload$d = hello_first;
                second_payload$d = hello_second;
            end
            else if (nak) begin
                nak_sent = 1'b1;
                begun = 1'b1;
                header[(64'h8)+:(4)] = kind_nak;
            end
            else if (beat) begin
                beat_sent = 1'b1;
                begun = 1'b1;
                header[(64'h8)+:(4)] = kind_beat;
                length = ((32'h1) & 7'h7f);
                first_payload$d = beat_payload;
            end
            else if (answer) begin
                answer_sent = 1'b1;
                begun = 1'b1;
                header[(64'h8)+:(4)] = kind_answer;
                header[(64'h69)+:(6)] = ((answer_slot) & 6'h3f);
                header[(64'h39)+:(32)] = answer_count;
            end
            else if (mail) begin
                mail_sent = 1'b1;
                begun = 1'b1;
                mailed$d = 1'b1;
                header[(64'h8)+:(4)] = kind_mail;
                header[(64'h69)+:(6)] = ((mail_slot) & 6'h3f);
                header[(64'h39)+:(32)] = mail_count;
                length = ((32'h10) & 7'h7f);
                pointer$d = ((32'h0) & 11'h7ff);
                beat_address = ((32'h0) & 11'h7ff);
            end
            else if (enable & pending) begin
                take = 1'b1;
                begun = 1'b1;
                sequenced$d = 1'b1;
                header[(64'h8)+:(4)] = entry[(64'h0)+:(4)];
                header[(64'hc)+:(4)] = entry[(64'h4)+:(4)] | speaker;
                header[(64'h18)+:(24)] = sequence;
                header[(64'h39)+:(32)] = ((entry[(64'hf)+:(28)]) & 32'hffffffff);
                header[(64'h69)+:(6)] = entry[(64'h2b)+:(6)];
                length = entry[(64'h8)+:(7)];
                enables$d = entry[(64'h31)+:(16)];
                pointer$d = entry[(64'h41)+:(11)];
                beat_address = entry[(64'h41)+:(11)];
            end
            else if (ack_due) begin
                begun = 1'b1;
            end
            header[(64'h30)+:(9)] = ((length) & 9'h1ff);
            left$d = length;
        end
        if (move_on) begin
            built$d = header;
            built_valid$d = 1'b0;
            built_start$d = 1'b0;
            built_end$d = 1'b0;
            case (step$q)
                Step$Choose:
                    begin
                        if (begun) begin
                            built_valid$d = 1'b1;
                            built_start$d = 1'b1;
                            step$d = Step$Finish;
                            if (|length) begin
                                step$d = Step$Payload;
                            end
                            if (take & flags[32'h0]) begin
                                step$d = Step$Mask;
                            end
                        end
                    end
                Step$Mask:
                    begin
                        built$d = ((enables$q) & 128'hffffffffffffffffffffffffffffffff);
                        built_valid$d = 1'b1;
                        step$d = Step$Payload;
                    end
                Step$Payload:
                    begin
                        built$d = first_payload$q;
                        if (sequenced$q) begin
                            built$d = beat_data;
                        end
                        if (mailed$q) begin
                            built$d = mail_data;
                        end
                        built_valid$d = 1'b1;
                        first_payload$d = second_payload$q;
                        pointer$d = pointer$q + 32'h1;
                        beat_address = pointer$q + 32'h1;
                        left$d = left$q - 32'h1;
                        if (left$q == ((32'h1) & 7'h7f)) begin
                            mail_gone = mailed$q;
                            step$d = Step$Finish;
                        end
                    end
                Step$Finish:
                    begin
                        built$d = trailer;
                        built_valid$d = 1'b1;
                        built_end$d = 1'b1;
                        ack_sent = 1'b1;
                        step$d = Step$Choose;
                        sequenced$d = 1'b0;
                    end
            endcase
        end
        mail_address = beat_address[(32'h0)+:(4)];
        check$x = built$q;
        if (move_on) begin
            checked$d = built$q;
            if (built_start$q) begin
                checked$d = built$q | (((check$y) & 128'hffffffffffffffffffffffffffffffff) << 32'h6f);
            end
            checked_valid$d = built_valid$q;
            checked_start$d = built_start$q;
            checked_end$d = built_end$q;
        end
        reduce$x = checked$q;
        reduce_ack$x = checked$q[(32'h28)+:(24)];
        if (move_on) begin
            reduced$d = checked$q;
            reduced_valid$d = checked_valid$q;
            reduced_start$d = checked_start$q;
            reduced_end$d = checked_end$q;
            sum$d = reduce$y;
            if (checked_end$q) begin
                sum$d = reduce_ack$y;
            end
        end
        advance$x = crc$q;
        if (reduced_start$q) begin
            advance$x = ((64'hffffffff) & 32'hffffffff);
        end
        advance_ack$x = crc$q;
        crc_next = advance$y ^ sum$q;
        if (reduced_end$q) begin
            crc_next = advance_ack$y ^ sum$q;
        end
        crc_final = crc_next ^ ((64'hffffffff) & 32'hffffffff);
        if (move_on) begin
            out_valid$d = reduced_valid$q;
            out_control$d = reduced_start$q | reduced_end$q;
            out$d = reduced$q;
            if (reduced_end$q) begin
                out$d = reduced$q | (((crc_final) & 128'hffffffffffffffffffffffffffffffff) << 32'h8);
            end
            if (reduced_valid$q) begin
                crc$d = crc_next;
            end
        end
        data = out$q;
        control = out_control$q;
        valid = out_valid$q;
        if (reset) begin
            step$d = Step$Choose;
            sequenced$d = 1'b0;
            mailed$d = 1'b0;
            built_valid$d = 1'b0;
            checked_valid$d = 1'b0;
            reduced_valid$d = 1'b0;
            out_valid$d = 1'b0;
        end
    end
    
endmodule // card$mirror$framer


module card$mirror$framer$advance(x,y);
    
    // Module arguments
    input wire  [31:0] x;
    output reg  [31:0] y;
    
    // Update code (custom)
    `ifdef SYNTHESIS
    wire s0 = x[10] ^ x[14];
    wire s1 = x[1] ^ x[3];
    wire s2 = x[0] ^ x[2];
    wire s3 = x[7] ^ x[27];
    wire s4 = x[8] ^ x[9];
    wire s5 = x[4] ^ x[29];
    wire s6 = x[5] ^ x[30];
    wire s7 = x[6] ^ x[18];
    wire s8 = x[19] ^ x[23];
    wire s9 = x[11] ^ x[21];
    wire s10 = x[13] ^ x[22];
    wire s11 = x[20] ^ x[26];
    wire s12 = x[12] ^ x[16];
    wire s13 = x[15] ^ x[17];
    wire s14 = x[24] ^ s0;
    wire s15 = x[25] ^ s2;
    wire s16 = x[27] ^ s4;
    wire s17 = x[28] ^ s1;
    wire s18 = x[31] ^ s7;
    wire s19 = s5 ^ s12;
    wire s20 = x[3] ^ x[9];
    wire s21 = x[6] ^ x[31];
    wire s22 = x[13] ^ x[14];
    wire s23 = x[18] ^ x[22];
    wire s24 = x[19] ^ x[25];
    wire s25 = x[0] ^ s11;
    wire s26 = x[8] ^ s8;
    wire s27 = x[12] ^ s13;
    wire s28 = x[17] ^ s6;
    wire s29 = s0 ^ s10;
    wire s30 = x[23] ^ s18;
    wire s31 = x[4] ^ x[11];
    wire s32 = x[15] ^ x[28];
    wire s33 = x[16] ^ x[20];
    wire s34 = x[1] ^ s9;
    wire s35 = x[10] ^ s3;
    wire s36 = x[18] ^ s3;
    wire s37 = s0 ^ s8;
    wire s38 = s6 ^ s23;
    wire s39 = s9 ^ s20;
    wire s40 = s7 ^ s15;
    wire s41 = s11 ^ s16;
    wire s42 = x[0] ^ x[7];
    wire s43 = x[2] ^ x[14];
    wire s44 = x[5] ^ x[12];
    wire s45 = x[5] ^ x[24];
    wire s46 = x[9] ^ x[21];
    wire s47 = x[19] ^ x[26];
    wire s48 = x[20] ^ x[31];
    wire s49 = x[22] ^ x[28];
    wire s50 = x[24] ^ x[25];
    wire s51 = x[10] ^ s10;
    wire s52 = x[30] ^ s3;
    wire s53 = s1 ^ s5;
    wire s54 = s2 ^ s5;
    wire s55 = s4 ^ s11;
    wire s56 = s9 ^ s50;
    wire s57 = s12 ^ s22;
    wire s58 = x[11] ^ s26;
    wire s59 = x[15] ^ s14;
    wire s60 = x[23] ^ s16;
    wire s61 = s1 ^ s14;
    wire s62 = s4 ^ s17;
    wire s63 = s15 ^ s19;
    wire s64 = s21 ^ s25;
    wire s65 = s24 ^ s34;
    wire s66 = s24 ^ s36;
    wire s67 = s32 ^ s39;
    wire s68 = s14 ^ s30;
    wire s69 = s27 ^ s41;
    wire s70 = s28 ^ s60;
    wire s71 = s35 ^ s40;
    always @(*) begin
        y[0] = x[2] ^ x[8] ^ x[20] ^ x[27] ^ s17 ^ s23 ^ s31 ^ s59;
        y[1] = x[5] ^ s8 ^ s63 ^ s67;
        y[2] = x[6] ^ x[24] ^ s1 ^ s19 ^ s25 ^ s28 ^ s51;
        y[3] = x[4] ^ s3 ^ s15 ^ s22 ^ s28 ^ s30 ^ s34;
        y[4] = x[19] ^ s31 ^ s35 ^ s44 ^ s64;
        y[5] = x[3] ^ x[4] ^ x[7] ^ x[21] ^ s2 ^ s7 ^ s10 ^ s44 ^ s59;
        y[6] = x[13] ^ x[28] ^ s8 ^ s33 ^ s45 ^ s71;
        y[7] = x[21] ^ x[22] ^ s5 ^ s13 ^ s47 ^ s71;
        y[8] = x[16] ^ s3 ^ s17 ^ s25 ^ s38 ^ s58;
        y[9] = x[22] ^ x[29] ^ s18 ^ s27 ^ s37 ^ s39;
        y[10] = s2 ^ s17 ^ s26 ^ s52 ^ s57;
        y[11] = x[24] ^ s13 ^ s22 ^ s48 ^ s54 ^ s62;
        y[12] = x[29] ^ s6 ^ s16 ^ s33 ^ s49 ^ s56;
        y[13] = x[30] ^ s30 ^ s43 ^ s53 ^ s56 ^ s69;
        y[14] = x[7] ^ x[31] ^ s6 ^ s55 ^ s57 ^ s65;
        y[15] = x[2] ^ x[21] ^ s21 ^ s29 ^ s69;
        y[16] = x[16] ^ x[23] ^ s29 ^ s36 ^ s67;
        y[17] = s13 ^ s14 ^ s19 ^ s49 ^ s58;
        y[18] = s17 ^ s29 ^ s63 ^ s70;
        y[19] = x[29] ^ s10 ^ s64 ^ s70;
        y[20] = x[1] ^ x[28] ^ s46 ^ s52 ^ s68;
        y[21] = x[14] ^ s48 ^ s53 ^ s66;
        y[22] = x[27] ^ s9 ^ s38 ^ s47 ^ s61;
        y[23] = x[12] ^ x[25] ^ s18 ^ s26 ^ s61;
        y[24] = x[26] ^ s29 ^ s62 ^ s66;
        y[25] = x[11] ^ s32 ^ s37 ^ s41 ^ s54;
        y[26] = x[21] ^ s4 ^ s19 ^ s38 ^ s43;
        y[27] = s6 ^ s8 ^ s13 ^ s20 ^ s21 ^ s51;
        y[28] = s31 ^ s33 ^ s42 ^ s68;
        y[29] = x[8] ^ s27 ^ s42 ^ s45 ^ s65;
        y[30] = x[1] ^ s10 ^ s12 ^ s40 ^ s55;
        y[31] = x[13] ^ x[17] ^ x[26] ^ s1 ^ s2 ^ s3 ^ s37 ^ s46;
    end
    `else
    always @(*) begin
        y[0] = ^(x & 32'b00011001010101001100110100011110);
        y[1] = ^(x & 32'b00110010101010011001101000111101);
        y[2] = ^(x & 32'b01100101010100110011010001111011);
        y[3] = ^(x & 32'b11001010101001100110100011110111);
        y[4] = ^(x & 32'b10001100000110000001110011110001);
        y[5] = ^(x & 32'b00000001011001001111010011111101);
        y[6] = ^(x & 32'b00011011100111010010010011100101);
        y[7] = ^(x & 32'b00101110011011101000010011010101);
        y[8] = ^(x & 32'b01011100110111010000100110101011);
        y[9] = ^(x & 32'b10100000111011101101111001001000);
        y[10] = ^(x & 32'b01011000100010010111000110001111);
        y[11] = ^(x & 32'b10110001000100101110001100011111);
        y[12] = ^(x & 32'b01111011011100010000101100100000);
        y[13] = ^(x & 32'b11101111101101101101101101011110);
        y[14] = ^(x & 32'b11000110001110010111101110100010);
        y[15] = ^(x & 32'b10001100011100101111011101000100);
        y[16] = ^(x & 32'b00011000111001011110111010001000);
        y[17] = ^(x & 32'b00110001110010111101110100010000);
        y[18] = ^(x & 32'b01111010110000110111011100111111);
        y[19] = ^(x & 32'b11101100110100100010001101100001);
        y[20] = ^(x & 32'b11011001101001000100011011000010);
        y[21] = ^(x & 32'b10101010000111000100000010011010);
        y[22] = ^(x & 32'b01001101011011000100110000101010);
        y[23] = ^(x & 32'b10000011100011000101010101001010);
        y[24] = ^(x & 32'b00011110010011000110011110001010);
        y[25] = ^(x & 32'b00111100100110001100111100010101);
        y[26] = ^(x & 32'b01100000011001010101001100110100);
        y[27] = ^(x & 32'b11000000110010101010011001101000);
        y[28] = ^(x & 32'b10000001100101010100110011010001);
        y[29] = ^(x & 32'b00000011001010101001100110100011);
        y[30] = ^(x & 32'b00000110010101010011001101000111);
        y[31] = ^(x & 32'b00001100101010100110011010001111);
    end
    `endif
endmodule // card$mirror$framer$advance


module card$mirror$framer$advance_ack(x,y);
    
    // Module arguments
    input wire  [31:0] x;
    output reg  [31:0] y;
    
    // Update code (custom)
    `ifdef SYNTHESIS
    wire s0 = x[12] ^ x[15];
    wire s1 = x[2] ^ x[18];
    wire s2 = x[13] ^ x[14];
    wire s3 = x[17] ^ x[22];
    wire s4 = x[0] ^ x[9];
    wire s5 = x[1] ^ x[7];
    wire s6 = x[3] ^ x[19];
    wire s7 = x[20] ^ x[21];
    wire s8 = x[5] ^ x[23];
    wire s9 = x[4] ^ x[10];
    wire s10 = x[6] ^ x[11];
    wire s11 = x[16] ^ s2;
    wire s12 = x[8] ^ s0;
    wire s13 = x[19] ^ s1;
    wire s14 = x[8] ^ x[15];
    wire s15 = s3 ^ s4;
    wire s16 = x[7] ^ x[17];
    wire s17 = x[11] ^ x[20];
    wire s18 = x[6] ^ s5;
    wire s19 = x[14] ^ s7;
    wire s20 = s0 ^ s6;
    wire s21 = x[1] ^ x[10];
    wire s22 = x[3] ^ x[4];
    wire s23 = x[5] ^ x[18];
    wire s24 = x[13] ^ x[16];
    wire s25 = x[0] ^ s8;
    wire s26 = x[2] ^ s8;
    wire s27 = x[21] ^ s3;
    wire s28 = x[23] ^ s9;
    wire s29 = s1 ^ s10;
    wire s30 = s2 ^ s5;
    wire s31 = s4 ^ s7;
    wire s32 = s11 ^ s12;
    wire s33 = x[1] ^ x[6];
    wire s34 = x[4] ^ x[8];
    wire s35 = x[5] ^ x[17];
    wire s36 = x[7] ^ x[22];
    wire s37 = x[10] ^ x[23];
    wire s38 = x[16] ^ x[20];
    wire s39 = x[4] ^ s6;
    wire s40 = x[9] ^ s9;
    wire s41 = x[15] ^ s10;
    wire s42 = x[18] ^ s5;
    wire s43 = s0 ^ s35;
    wire s44 = s1 ^ s3;
    wire s45 = s9 ^ s17;
    wire s46 = x[15] ^ s11;
    wire s47 = x[21] ^ s11;
    wire s48 = s6 ^ s19;
    wire s49 = s8 ^ s39;
    wire s50 = s12 ^ s15;
    wire s51 = s13 ^ s16;
    wire s52 = s13 ^ s28;
    always @(*) begin
        y[0] = x[17] ^ x[18] ^ x[24] ^ s6 ^ s12 ^ s18 ^ s38;
        y[1] = x[25] ^ s24 ^ s31 ^ s34 ^ s51;
        y[2] = x[8] ^ x[26] ^ s15 ^ s21 ^ s23 ^ s48;
        y[3] = x[1] ^ x[22] ^ x[27] ^ s31 ^ s41 ^ s52;
        y[4] = x[10] ^ x[28] ^ s14 ^ s25 ^ s27 ^ s29;
        y[5] = x[23] ^ x[29] ^ s14 ^ s15 ^ s17;
        y[6] = x[6] ^ x[30] ^ s6 ^ s14 ^ s16 ^ s31 ^ s37;
        y[7] = x[31] ^ s10 ^ s20 ^ s27 ^ s40;
        y[8] = x[12] ^ x[18] ^ s8 ^ s24 ^ s36 ^ s45;
        y[9] = x[3] ^ x[11] ^ s7 ^ s25 ^ s42 ^ s46;
        y[10] = s1 ^ s19 ^ s22 ^ s36;
        y[11] = x[21] ^ x[22] ^ s14 ^ s49;
        y[12] = s42 ^ s49 ^ s50;
        y[13] = x[3] ^ x[13] ^ s0 ^ s16 ^ s26 ^ s40;
        y[14] = x[19] ^ s30 ^ s43 ^ s45;
        y[15] = x[0] ^ x[5] ^ s7 ^ s29 ^ s32;
        y[16] = s15 ^ s18 ^ s20 ^ s47;
        y[17] = x[20] ^ s5 ^ s11 ^ s14 ^ s28 ^ s44;
        y[18] = x[9] ^ x[12] ^ s5 ^ s10 ^ s19 ^ s26;
        y[19] = s3 ^ s7 ^ s13 ^ s21 ^ s24;
        y[20] = x[11] ^ x[23] ^ s44 ^ s48;
        y[21] = x[16] ^ x[23] ^ s18 ^ s27 ^ s34;
        y[22] = x[22] ^ s4 ^ s20 ^ s26 ^ s33 ^ s38;
        y[23] = x[13] ^ x[21] ^ s12 ^ s52;
        y[24] = s10 ^ s23 ^ s30 ^ s50;
        y[25] = x[9] ^ s13 ^ s18 ^ s32 ^ s37;
        y[26] = x[12] ^ s2 ^ s4 ^ s21 ^ s29;
        y[27] = x[2] ^ x[10] ^ x[11] ^ s20 ^ s30;
        y[28] = x[2] ^ s17 ^ s22 ^ s32;
        y[29] = s4 ^ s22 ^ s43 ^ s47;
        y[30] = s3 ^ s9 ^ s23 ^ s33 ^ s46;
        y[31] = x[14] ^ x[16] ^ s25 ^ s41 ^ s51;
    end
    `else
    always @(*) begin
        y[0] = ^(x & 32'b00000001000111111001000111001010);
        y[1] = ^(x & 32'b00000010001111110010001110010101);
        y[2] = ^(x & 32'b00000100011111100100011100101011);
        y[3] = ^(x & 32'b00001000111111001000111001010111);
        y[4] = ^(x & 32'b00010000111001101000110101100101);
        y[5] = ^(x & 32'b00100000110100101000101100000001);
        y[6] = ^(x & 32'b01000000101110101000011111001001);
        y[7] = ^(x & 32'b10000000011010101001111001011000);
        y[8] = ^(x & 32'b00000000110101010011110010110000);
        y[9] = ^(x & 32'b00000000101101011110100010101011);
        y[10] = ^(x & 32'b00000000011101000100000010011100);
        y[11] = ^(x & 32'b00000000111010001000000100111000);
        y[12] = ^(x & 32'b00000000110011101001001110111011);
        y[13] = ^(x & 32'b00000000100000101011011010111100);
        y[14] = ^(x & 32'b00000000000110101111110010110010);
        y[15] = ^(x & 32'b00000000001101011111100101100101);
        y[16] = ^(x & 32'b00000000011010111111001011001011);
        y[17] = ^(x & 32'b00000000110101111110010110010110);
        y[18] = ^(x & 32'b00000000101100000101101011100110);
        y[19] = ^(x & 32'b00000000011111110010010000000110);
        y[20] = ^(x & 32'b00000000111111100100100000001100);
        y[21] = ^(x & 32'b00000000111000110000000111010010);
        y[22] = ^(x & 32'b00000000110110011001001001101111);
        y[23] = ^(x & 32'b00000000101011001011010100010100);
        y[24] = ^(x & 32'b00000000010001101111101111100011);
        y[25] = ^(x & 32'b00000000100011011111011111000110);
        y[26] = ^(x & 32'b00000000000001000111111001000111);
        y[27] = ^(x & 32'b00000000000010001111110010001110);
        y[28] = ^(x & 32'b00000000000100011111100100011100);
        y[29] = ^(x & 32'b00000000001000111111001000111001);
        y[30] = ^(x & 32'b00000000010001111110010001110010);
        y[31] = ^(x & 32'b00000000100011111100100011100101);
    end
    `endif
endmodule // card$mirror$framer$advance_ack


module card$mirror$framer$built(d,q,clock);
    
    // Module arguments
    input wire  [127:0] d;
    output reg  [127:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 128'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$framer$built


module card$mirror$framer$built_end(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$framer$built_end


module card$mirror$framer$built_start(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$framer$built_start


module card$mirror$framer$built_valid(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$framer$built_valid


module card$mirror$framer$check(x,y);
    
    // Module arguments
    input wire  [127:0] x;
    output reg  [7:0] y;
    
    // Update code (custom)
    `ifdef SYNTHESIS
    wire s0 = x[9] ^ x[17];
    wire s1 = x[18] ^ x[19];
    wire s2 = x[35] ^ x[56];
    wire s3 = x[8] ^ x[71];
    wire s4 = x[11] ^ s1;
    wire s5 = x[27] ^ s0;
    wire s6 = x[45] ^ s2;
    wire s7 = x[10] ^ x[15];
    wire s8 = x[12] ^ x[13];
    wire s9 = x[14] ^ x[31];
    wire s10 = x[16] ^ x[29];
    wire s11 = x[20] ^ x[30];
    wire s12 = x[21] ^ x[37];
    wire s13 = x[22] ^ x[32];
    wire s14 = x[28] ^ x[53];
    wire s15 = x[33] ^ x[57];
    wire s16 = x[34] ^ x[36];
    wire s17 = x[38] ^ x[39];
    wire s18 = x[54] ^ x[67];
    wire s19 = x[55] ^ x[69];
    wire s20 = x[58] ^ x[68];
    wire s21 = x[59] ^ x[73];
    wire s22 = x[70] ^ x[74];
    wire s23 = x[72] ^ x[90];
    wire s24 = x[75] ^ x[80];
    wire s25 = x[76] ^ x[85];
    wire s26 = x[89] ^ x[101];
    wire s27 = x[91] ^ x[103];
    wire s28 = x[102] ^ x[104];
    wire s29 = x[105] ^ x[107];
    wire s30 = s10 ^ s19;
    wire s31 = s24 ^ s28;
    wire s32 = x[106] ^ s6;
    wire s33 = x[121] ^ s5;
    wire s34 = s4 ^ s20;
    wire s35 = x[23] ^ s15;
    wire s36 = x[25] ^ s13;
    wire s37 = x[26] ^ s3;
    wire s38 = x[40] ^ s23;
    wire s39 = x[42] ^ s27;
    wire s40 = x[43] ^ s18;
    wire s41 = x[44] ^ s9;
    wire s42 = x[47] ^ s16;
    wire s43 = x[48] ^ s21;
    wire s44 = x[49] ^ s17;
    wire s45 = x[50] ^ s8;
    wire s46 = x[60] ^ s11;
    wire s47 = x[61] ^ s12;
    wire s48 = x[63] ^ s29;
    wire s49 = x[64] ^ s26;
    wire s50 = x[77] ^ s7;
    wire s51 = x[79] ^ s22;
    wire s52 = x[87] ^ s14;
    wire s53 = x[96] ^ s25;
    wire s54 = x[88] ^ s30;
    wire s55 = x[95] ^ s31;
    wire s56 = x[24] ^ s34;
    wire s57 = x[52] ^ s33;
    wire s58 = x[62] ^ s32;
    wire s59 = x[41] ^ x[65];
    wire s60 = x[46] ^ x[78];
    wire s61 = x[51] ^ x[66];
    wire s62 = x[71] ^ x[97];
    wire s63 = x[81] ^ x[86];
    wire s64 = x[82] ^ x[94];
    wire s65 = x[83] ^ x[92];
    wire s66 = x[84] ^ x[93];
    wire s67 = x[98] ^ x[100];
    wire s68 = x[99] ^ x[108];
    wire s69 = x[109] ^ x[119];
    wire s70 = x[110] ^ x[124];
    wire s71 = x[122] ^ x[123];
    wire s72 = x[125] ^ x[126];
    wire s73 = x[120] ^ s61;
    wire s74 = x[127] ^ s62;
    wire s75 = s3 ^ s41;
    wire s76 = s35 ^ s37;
    wire s77 = s36 ^ s39;
    wire s78 = s38 ^ s45;
    wire s79 = s40 ^ s44;
    wire s80 = s42 ^ s47;
    wire s81 = s43 ^ s50;
    wire s82 = s46 ^ s49;
    wire s83 = s48 ^ s53;
    wire s84 = s51 ^ s70;
    wire s85 = s52 ^ s71;
    wire s86 = s54 ^ s65;
    wire s87 = s55 ^ s69;
    wire s88 = s64 ^ s81;
    wire s89 = s72 ^ s78;
    wire s90 = s75 ^ s80;
    wire s91 = s56 ^ s90;
    wire s92 = s57 ^ s63;
    wire s93 = s58 ^ s74;
    always @(*) begin
        y[0] = x[15] ^ x[19] ^ x[33] ^ x[34] ^ x[39] ^ x[53] ^ x[59] ^ x[65] ^ x[67] ^ x[80] ^ x[84] ^ x[119] ^ x[127] ^ s6 ^ s26 ^ s37 ^ s41 ^ s45 ^ s51 ^ s54 ^ s57 ^ s67 ^ s73 ^ s77 ^ s83;
        y[1] = x[21] ^ x[22] ^ x[29] ^ x[30] ^ x[41] ^ x[74] ^ x[78] ^ x[83] ^ x[90] ^ x[98] ^ x[99] ^ x[110] ^ x[126] ^ s21 ^ s33 ^ s39 ^ s49 ^ s52 ^ s55 ^ s56 ^ s79 ^ s83 ^ s93;
        y[2] = x[9] ^ x[20] ^ x[28] ^ x[51] ^ x[58] ^ x[69] ^ x[86] ^ x[91] ^ x[107] ^ x[121] ^ s1 ^ s9 ^ s17 ^ s25 ^ s35 ^ s36 ^ s47 ^ s59 ^ s87 ^ s88 ^ s89 ^ s93;
        y[3] = x[55] ^ x[56] ^ x[57] ^ x[75] ^ x[81] ^ x[94] ^ x[103] ^ x[105] ^ x[106] ^ x[108] ^ x[120] ^ s5 ^ s13 ^ s44 ^ s53 ^ s66 ^ s82 ^ s84 ^ s89 ^ s91;
        y[4] = x[10] ^ x[17] ^ x[31] ^ x[36] ^ x[89] ^ x[100] ^ x[123] ^ x[124] ^ x[125] ^ s2 ^ s4 ^ s8 ^ s12 ^ s22 ^ s43 ^ s46 ^ s48 ^ s60 ^ s66 ^ s76 ^ s79 ^ s86 ^ s87;
        y[5] = x[12] ^ x[37] ^ x[38] ^ x[54] ^ x[66] ^ x[72] ^ x[101] ^ x[104] ^ s0 ^ s11 ^ s34 ^ s42 ^ s58 ^ s68 ^ s77 ^ s84 ^ s85 ^ s86 ^ s88;
        y[6] = x[35] ^ x[73] ^ x[76] ^ x[82] ^ x[93] ^ x[102] ^ x[109] ^ s7 ^ s15 ^ s18 ^ s23 ^ s27 ^ s29 ^ s30 ^ s59 ^ s60 ^ s67 ^ s85 ^ s91 ^ s92;
        y[7] = x[13] ^ x[14] ^ x[16] ^ x[18] ^ x[32] ^ x[46] ^ x[68] ^ x[70] ^ x[85] ^ x[92] ^ x[97] ^ x[122] ^ s14 ^ s16 ^ s31 ^ s32 ^ s38 ^ s40 ^ s50 ^ s68 ^ s73 ^ s76 ^ s82 ^ s92;
    end
    `else
    always @(*) begin
        y[0] = ^(x & 128'b10000011100000000000101010110101000010110011000110010100111011101000100110111100001101001000111110101110010010111111001100000000);
        y[1] = ^(x & 128'b11000010000000000100111111101111100011101010100101011110100110011100110101100010001011101100100001111001011011100000101000000000);
        y[2] = ^(x & 128'b11100010100000000010110101000010110011000110010100111011101000100110111100001101001000111110101110010010111111001111011000000000);
        y[3] = ^(x & 128'b01110001000000000101011010100001011001100011001010011101110100010011011110000110100100011111010111001001011111100111101100000000);
        y[4] = ^(x & 128'b00111000100000000010101101010000101100110001100101001110111010001001101111000011010010001111101011100100101111110011110100000000);
        y[5] = ^(x & 128'b00011100000000000101010110101000010110011000110010100111011101000100110111100001101001000111110101110010010111111001111000000000);
        y[6] = ^(x & 128'b00001110000000000010101011010100001011001100011001010011101110100010011011110000110100100011111010111001001011111100111100000000);
        y[7] = ^(x & 128'b00000111000000000001010101101010000101100110001100101001110111010001001101111000011010010001111101011100100101111110011100000000);
    end
    `endif
endmodule // card$mirror$framer$check


module card$mirror$framer$checked(d,q,clock);
    
    // Module arguments
    input wire  [127:0] d;
    output reg  [127:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 128'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$framer$checked


module card$mirror$framer$checked_end(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$framer$checked_end


module card$mirror$framer$checked_start(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$framer$checked_start


module card$mirror$framer$checked_valid(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$framer$checked_valid


module card$mirror$framer$crc(d,q,clock);
    
    // Module arguments
    input wire  [31:0] d;
    output reg  [31:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 32'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$framer$crc


module card$mirror$framer$enables(d,q,clock);
    
    // Module arguments
    input wire  [15:0] d;
    output reg  [15:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 16'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$framer$enables


module card$mirror$framer$first_payload(d,q,clock);
    
    // Module arguments
    input wire  [127:0] d;
    output reg  [127:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 128'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$framer$first_payload


module card$mirror$framer$head_ack(d,q,clock);
    
    // Module arguments
    input wire  [23:0] d;
    output reg  [23:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 24'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$framer$head_ack


module card$mirror$framer$head_armed(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$framer$head_armed


module card$mirror$framer$head_fenced(d,q,clock);
    
    // Module arguments
    input wire  [1:0] d;
    output reg  [1:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 2'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$framer$head_fenced


module card$mirror$framer$left(d,q,clock);
    
    // Module arguments
    input wire  [6:0] d;
    output reg  [6:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 7'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$framer$left


module card$mirror$framer$mailed(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$framer$mailed


module card$mirror$framer$out(d,q,clock);
    
    // Module arguments
    input wire  [127:0] d;
    output reg  [127:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 128'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$framer$out


module card$mirror$framer$out_control(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$framer$out_control


module card$mirror$framer$out_valid(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$framer$out_valid


module card$mirror$framer$pointer(d,q,clock);
    
    // Module arguments
    input wire  [10:0] d;
    output reg  [10:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 11'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$framer$pointer


module card$mirror$framer$reduce(x,y);
    
    // Module arguments
    input wire  [127:0] x;
    output reg  [31:0] y;
    
    // Update code (custom)
    `ifdef SYNTHESIS
    wire s0 = x[10] ^ x[119];
    wire s1 = x[14] ^ x[40];
    wire s2 = x[19] ^ x[102];
    wire s3 = x[59] ^ x[76];
    wire s4 = x[60] ^ x[77];
    wire s5 = x[61] ^ x[78];
    wire s6 = x[3] ^ x[82];
    wire s7 = x[0] ^ x[79];
    wire s8 = x[8] ^ x[75];
    wire s9 = x[22] ^ x[48];
    wire s10 = x[23] ^ x[106];
    wire s11 = x[27] ^ x[50];
    wire s12 = x[51] ^ x[122];
    wire s13 = x[58] ^ x[117];
    wire s14 = x[97] ^ x[116];
    wire s15 = x[98] ^ x[121];
    wire s16 = x[1] ^ x[64];
    wire s17 = x[9] ^ x[57];
    wire s18 = x[18] ^ x[44];
    wire s19 = x[20] ^ x[93];
    wire s20 = x[21] ^ x[94];
    wire s21 = x[35] ^ x[95];
    wire s22 = x[41] ^ x[54];
    wire s23 = x[42] ^ x[55];
    wire s24 = x[43] ^ x[56];
    wire s25 = x[45] ^ x[111];
    wire s26 = x[52] ^ x[85];
    wire s27 = x[53] ^ x[86];
    wire s28 = x[65] ^ x[123];
    wire s29 = x[90] ^ x[96];
    wire s30 = x[100] ^ x[109];
    wire s31 = x[46] ^ x[112];
    wire s32 = x[47] ^ x[63];
    wire s33 = x[80] ^ x[92];
    wire s34 = x[88] ^ x[107];
    wire s35 = x[89] ^ x[108];
    wire s36 = x[91] ^ x[110];
    wire s37 = x[99] ^ x[113];
    wire s38 = x[105] ^ x[118];
    wire s39 = x[2] ^ x[4];
    wire s40 = x[5] ^ x[30];
    wire s41 = x[6] ^ x[31];
    wire s42 = x[7] ^ x[32];
    wire s43 = x[11] ^ x[120];
    wire s44 = x[62] ^ x[126];
    wire s45 = x[66] ^ x[124];
    wire s46 = x[67] ^ x[125];
    wire s47 = x[68] ^ x[127];
    wire s48 = x[37] ^ s3;
    wire s49 = x[49] ^ s0;
    wire s50 = x[74] ^ s2;
    wire s51 = x[12] ^ x[38];
    wire s52 = x[13] ^ x[39];
    wire s53 = x[26] ^ x[114];
    wire s54 = x[70] ^ x[103];
    wire s55 = x[71] ^ x[104];
    wire s56 = x[81] ^ x[101];
    wire s57 = x[25] ^ s15;
    wire s58 = x[87] ^ s4;
    wire s59 = s11 ^ s14;
    wire s60 = s12 ^ s13;
    wire s61 = x[15] ^ x[17];
    wire s62 = x[16] ^ x[28];
    wire s63 = x[24] ^ x[33];
    wire s64 = x[69] ^ x[115];
    wire s65 = x[34] ^ s36;
    wire s66 = x[36] ^ s22;
    wire s67 = s1 ^ s6;
    wire s68 = s5 ^ s10;
    wire s69 = s8 ^ s16;
    wire s70 = s9 ^ s44;
    wire s71 = s19 ^ s31;
    wire s72 = x[83] ^ x[84];
    wire s73 = x[29] ^ s23;
    wire s74 = x[72] ^ s34;
    wire s75 = x[73] ^ s7;
    wire s76 = s17 ^ s25;
    wire s77 = s20 ^ s32;
    wire s78 = s21 ^ s33;
    wire s79 = s24 ^ s26;
    wire s80 = s27 ^ s39;
    wire s81 = s29 ^ s30;
    wire s82 = x[119] ^ s35;
    wire s83 = x[126] ^ s42;
    wire s84 = s28 ^ s40;
    wire s85 = s38 ^ s51;
    wire s86 = s37 ^ s77;
    wire s87 = s49 ^ s56;
    wire s88 = x[58] ^ s47;
    wire s89 = x[75] ^ s46;
    wire s90 = x[81] ^ s41;
    wire s91 = x[115] ^ s45;
    wire s92 = x[124] ^ s43;
    wire s93 = s50 ^ s57;
    wire s94 = s53 ^ s58;
    wire s95 = s59 ^ s65;
    wire s96 = s61 ^ s74;
    wire s97 = s64 ^ s78;
    wire s98 = x[29] ^ x[42];
    wire s99 = x[74] ^ x[106];
    wire s100 = x[95] ^ x[103];
    wire s101 = x[12] ^ s54;
    wire s102 = x[13] ^ s7;
    wire s103 = x[14] ^ s63;
    wire s104 = x[17] ^ s52;
    wire s105 = x[46] ^ s5;
    wire s106 = x[48] ^ s28;
    wire s107 = x[57] ^ s18;
    wire s108 = x[62] ^ s10;
    wire s109 = x[87] ^ s62;
    wire s110 = x[96] ^ s18;
    wire s111 = x[114] ^ s0;
    wire s112 = x[125] ^ s55;
    wire s113 = x[4] ^ s71;
    wire s114 = x[9] ^ s73;
    wire s115 = x[16] ^ s85;
    wire s116 = x[18] ^ s67;
    wire s117 = x[24] ^ s48;
    wire s118 = x[45] ^ s75;
    wire s119 = x[52] ^ s66;
    wire s120 = x[80] ^ s82;
    wire s121 = x[101] ^ s79;
    wire s122 = x[105] ^ s84;
    wire s123 = x[111] ^ s69;
    wire s124 = s2 ^ s60;
    wire s125 = s3 ^ s76;
    wire s126 = s30 ^ s70;
    wire s127 = s81 ^ s88;
    wire s128 = x[0] ^ x[49];
    wire s129 = x[1] ^ x[104];
    wire s130 = x[2] ^ x[27];
    wire s131 = x[5] ^ x[82];
    wire s132 = x[7] ^ x[40];
    wire s133 = x[11] ^ x[127];
    wire s134 = x[15] ^ x[41];
    wire s135 = x[28] ^ x[94];
    wire s136 = x[31] ^ x[36];
    wire s137 = x[33] ^ x[120];
    wire s138 = x[34] ^ x[73];
    wire s139 = x[43] ^ x[61];
    wire s140 = x[56] ^ x[65];
    wire s141 = x[64] ^ x[112];
    wire s142 = x[79] ^ x[97];
    wire s143 = x[8] ^ s4;
    wire s144 = x[22] ^ s8;
    wire s145 = x[27] ^ s41;
    wire s146 = x[35] ^ s9;
    wire s147 = x[44] ^ s21;
    wire s148 = x[47] ^ s20;
    wire s149 = x[55] ^ s54;
    wire s150 = x[59] ^ s36;
    wire s151 = x[60] ^ s72;
    wire s152 = x[82] ^ s1;
    wire s153 = x[86] ^ s6;
    wire s154 = x[91] ^ s47;
    wire s155 = x[122] ^ s33;
    wire s156 = s1 ^ s52;
    wire s157 = s22 ^ s62;
    wire s158 = s25 ^ s37;
    wire s159 = s38 ^ s43;
    wire s160 = x[6] ^ s102;
    wire s161 = x[20] ^ s69;
    wire s162 = x[38] ^ s89;
    wire s163 = x[39] ^ s70;
    wire s164 = x[53] ^ s48;
    wire s165 = x[69] ^ s67;
    wire s166 = x[93] ^ s68;
    wire s167 = x[99] ^ s50;
    wire s168 = x[102] ^ s80;
    wire s169 = x[110] ^ s71;
    wire s170 = x[113] ^ s76;
    wire s171 = s5 ^ s83;
    wire s172 = s17 ^ s60;
    wire s173 = s35 ^ s92;
    wire s174 = s49 ^ s99;
    wire s175 = s57 ^ s151;
    wire s176 = s58 ^ s140;
    wire s177 = s26 ^ s126;
    wire s178 = s27 ^ s125;
    wire s179 = s34 ^ s117;
    wire s180 = s40 ^ s97;
    wire s181 = s86 ^ s98;
    wire s182 = s87 ^ s155;
    wire s183 = x[3] ^ x[44];
    wire s184 = x[10] ^ x[121];
    wire s185 = x[14] ^ x[25];
    wire s186 = x[21] ^ x[26];
    wire s187 = x[23] ^ x[63];
    wire s188 = x[25] ^ x[116];
    wire s189 = x[26] ^ x[79];
    wire s190 = x[30] ^ x[54];
    wire s191 = x[32] ^ x[107];
    wire s192 = x[34] ^ x[78];
    wire s193 = x[43] ^ x[98];
    wire s194 = x[48] ^ x[51];
    wire s195 = x[54] ^ x[68];
    wire s196 = x[63] ^ x[100];
    wire s197 = x[66] ^ x[117];
    wire s198 = x[67] ^ x[72];
    wire s199 = x[71] ^ x[118];
    wire s200 = x[76] ^ x[84];
    wire s201 = x[77] ^ x[100];
    wire s202 = x[85] ^ x[123];
    wire s203 = x[89] ^ x[127];
    wire s204 = x[90] ^ x[122];
    wire s205 = x[92] ^ x[108];
    wire s206 = x[103] ^ x[105];
    wire s207 = x[120] ^ x[121];
    wire s208 = x[1] ^ s51;
    wire s209 = x[5] ^ s39;
    wire s210 = x[7] ^ s129;
    wire s211 = x[13] ^ s29;
    wire s212 = x[23] ^ s0;
    wire s213 = x[29] ^ s136;
    wire s214 = x[37] ^ s134;
    wire s215 = x[47] ^ s56;
    wire s216 = x[50] ^ s24;
    wire s217 = x[55] ^ s14;
    wire s218 = x[72] ^ s45;
    wire s219 = x[83] ^ s15;
    wire s220 = x[88] ^ s12;
    wire s221 = x[92] ^ s21;
    wire s222 = x[93] ^ s31;
    wire s223 = x[98] ^ s54;
    wire s224 = x[99] ^ s23;
    wire s225 = x[101] ^ s55;
    wire s226 = x[102] ^ s141;
    wire s227 = x[117] ^ s18;
    wire s228 = x[118] ^ s130;
    wire s229 = x[121] ^ s13;
    wire s230 = x[125] ^ s6;
    wire s231 = s11 ^ s19;
    wire s232 = s11 ^ s35;
    wire s233 = s12 ^ s16;
    wire s234 = s20 ^ s53;
    wire s235 = s32 ^ s46;
    wire s236 = s37 ^ s72;
    wire s237 = s42 ^ s197;
    wire s238 = s46 ^ s64;
    wire s239 = s61 ^ s142;
    wire s240 = s63 ^ s131;
    wire s241 = s132 ^ s187;
    wire s242 = s196 ^ s206;
    wire s243 = x[33] ^ s159;
    wire s244 = x[46] ^ s104;
    wire s245 = x[53] ^ s108;
    wire s246 = x[64] ^ s90;
    wire s247 = x[80] ^ s91;
    wire s248 = x[84] ^ s108;
    wire s249 = x[89] ^ s101;
    wire s250 = x[104] ^ s66;
    wire s251 = x[107] ^ s107;
    wire s252 = x[108] ^ s90;
    wire s253 = x[109] ^ s149;
    wire s254 = x[114] ^ s80;
    wire s255 = x[116] ^ s147;
    wire s256 = x[123] ^ s111;
    wire s257 = s14 ^ s110;
    wire s258 = s17 ^ s106;
    wire s259 = s19 ^ s59;
    wire s260 = s23 ^ s148;
    wire s261 = s24 ^ s111;
    wire s262 = s27 ^ s109;
    wire s263 = s29 ^ s146;
    wire s264 = s32 ^ s106;
    wire s265 = s47 ^ s83;
    wire s266 = s48 ^ s63;
    wire s267 = s65 ^ s75;
    wire s268 = s66 ^ s231;
    wire s269 = s68 ^ s79;
    wire s270 = s72 ^ s145;
    wire s271 = s73 ^ s112;
    wire s272 = s81 ^ s137;
    wire s273 = s82 ^ s138;
    wire s274 = s85 ^ s157;
    wire s275 = s101 ^ s153;
    wire s276 = s103 ^ s107;
    wire s277 = s103 ^ s154;
    wire s278 = s104 ^ s210;
    wire s279 = s128 ^ s220;
    wire s280 = s143 ^ s237;
    wire s281 = s150 ^ s242;
    wire s282 = s152 ^ s223;
    wire s283 = s184 ^ s233;
    wire s284 = s186 ^ s228;
    wire s285 = s194 ^ s234;
    wire s286 = x[11] ^ s97;
    wire s287 = x[19] ^ s127;
    wire s288 = x[56] ^ s175;
    wire s289 = x[78] ^ s113;
    wire s290 = x[83] ^ s96;
    wire s291 = x[87] ^ s96;
    wire s292 = s15 ^ s171;
    wire s293 = s16 ^ s93;
    wire s294 = s41 ^ s176;
    wire s295 = s44 ^ s120;
    wire s296 = s45 ^ s94;
    wire s297 = s55 ^ s160;
    wire s298 = s68 ^ s124;
    wire s299 = s80 ^ s87;
    wire s300 = s84 ^ s115;
    wire s301 = s93 ^ s240;
    wire s302 = s94 ^ s118;
    wire s303 = s95 ^ s116;
    wire s304 = s105 ^ s120;
    wire s305 = s109 ^ s166;
    wire s306 = s114 ^ s158;
    wire s307 = s114 ^ s244;
    wire s308 = s115 ^ s172;
    wire s309 = s119 ^ s164;
    wire s310 = s121 ^ s232;
    wire s311 = s121 ^ s254;
    wire s312 = s122 ^ s133;
    wire s313 = s123 ^ s165;
    wire s314 = s161 ^ s253;
    wire s315 = s170 ^ s225;
    wire s316 = s174 ^ s249;
    wire s317 = s209 ^ s275;
    wire s318 = s221 ^ s261;
    wire s319 = s227 ^ s259;
    wire s320 = x[70] ^ s178;
    wire s321 = x[94] ^ s179;
    wire s322 = s180 ^ s193;
    wire s323 = s181 ^ s195;
    always @(*) begin
        y[0] = x[24] ^ x[28] ^ x[36] ^ x[58] ^ x[62] ^ x[74] ^ s4 ^ s43 ^ s45 ^ s59 ^ s71 ^ s134 ^ s146 ^ s168 ^ s182 ^ s202 ^ s219 ^ s251 ^ s281 ^ s313;
        y[1] = x[9] ^ x[15] ^ x[50] ^ s25 ^ s28 ^ s48 ^ s56 ^ s89 ^ s92 ^ s124 ^ s128 ^ s141 ^ s175 ^ s181 ^ s205 ^ s250 ^ s305 ^ s317;
        y[2] = x[17] ^ x[50] ^ x[68] ^ x[102] ^ s6 ^ s100 ^ s113 ^ s139 ^ s160 ^ s177 ^ s236 ^ s271 ^ s283 ^ s296 ^ s300 ^ s321;
        y[3] = x[38] ^ x[100] ^ x[110] ^ x[113] ^ s4 ^ s68 ^ s77 ^ s100 ^ s110 ^ s185 ^ s218 ^ s238 ^ s270 ^ s278 ^ s279 ^ s295 ^ s311 ^ s312;
        y[4] = x[39] ^ x[104] ^ x[122] ^ s89 ^ s113 ^ s119 ^ s131 ^ s150 ^ s270 ^ s286 ^ s287 ^ s292 ^ s302 ^ s316;
        y[5] = x[88] ^ s23 ^ s49 ^ s86 ^ s88 ^ s91 ^ s200 ^ s201 ^ s214 ^ s226 ^ s263 ^ s276 ^ s292 ^ s297 ^ s317;
        y[6] = x[41] ^ x[42] ^ x[60] ^ x[81] ^ s28 ^ s130 ^ s158 ^ s162 ^ s169 ^ s192 ^ s203 ^ s218 ^ s241 ^ s251 ^ s262 ^ s297 ^ s301 ^ s318;
        y[7] = x[6] ^ x[18] ^ s3 ^ s29 ^ s93 ^ s95 ^ s96 ^ s132 ^ s139 ^ s163 ^ s202 ^ s205 ^ s238 ^ s299 ^ s302 ^ s323;
        y[8] = x[73] ^ s94 ^ s105 ^ s123 ^ s126 ^ s149 ^ s153 ^ s154 ^ s157 ^ s167 ^ s173 ^ s241 ^ s279 ^ s319 ^ s322;
        y[9] = x[12] ^ x[91] ^ x[99] ^ x[109] ^ s26 ^ s34 ^ s105 ^ s116 ^ s124 ^ s148 ^ s159 ^ s203 ^ s212 ^ s239 ^ s247 ^ s263 ^ s271 ^ s294 ^ s320;
        y[10] = x[2] ^ x[12] ^ x[124] ^ s50 ^ s74 ^ s83 ^ s102 ^ s147 ^ s190 ^ s199 ^ s204 ^ s235 ^ s305 ^ s310 ^ s313;
        y[11] = x[41] ^ x[51] ^ x[76] ^ x[112] ^ x[125] ^ s118 ^ s135 ^ s168 ^ s183 ^ s211 ^ s213 ^ s258 ^ s277 ^ s290 ^ s295 ^ s314;
        y[12] = x[21] ^ x[40] ^ x[82] ^ s8 ^ s98 ^ s117 ^ s177 ^ s191 ^ s204 ^ s226 ^ s255 ^ s262 ^ s268 ^ s273 ^ s288 ^ s312 ^ s315;
        y[13] = x[65] ^ x[119] ^ s33 ^ s39 ^ s51 ^ s57 ^ s69 ^ s81 ^ s133 ^ s139 ^ s165 ^ s190 ^ s248 ^ s252 ^ s266 ^ s285 ^ s291 ^ s306 ^ s319;
        y[14] = x[52] ^ x[88] ^ x[124] ^ s42 ^ s136 ^ s156 ^ s167 ^ s178 ^ s188 ^ s216 ^ s229 ^ s273 ^ s285 ^ s286 ^ s300 ^ s314;
        y[15] = x[32] ^ s61 ^ s90 ^ s91 ^ s112 ^ s144 ^ s156 ^ s169 ^ s172 ^ s176 ^ s255 ^ s272 ^ s284 ^ s309 ^ s316;
        y[16] = x[15] ^ x[22] ^ x[66] ^ x[123] ^ s4 ^ s62 ^ s74 ^ s162 ^ s171 ^ s211 ^ s212 ^ s229 ^ s243 ^ s260 ^ s303 ^ s309 ^ s315;
        y[17] = x[4] ^ x[111] ^ s31 ^ s73 ^ s138 ^ s143 ^ s163 ^ s164 ^ s173 ^ s198 ^ s219 ^ s239 ^ s274 ^ s277 ^ s298 ^ s318;
        y[18] = x[10] ^ s9 ^ s40 ^ s75 ^ s91 ^ s95 ^ s123 ^ s127 ^ s168 ^ s185 ^ s215 ^ s230 ^ s236 ^ s269 ^ s274 ^ s307;
        y[19] = x[126] ^ s7 ^ s10 ^ s24 ^ s60 ^ s122 ^ s144 ^ s200 ^ s207 ^ s235 ^ s246 ^ s268 ^ s296 ^ s307;
        y[20] = x[28] ^ x[30] ^ x[77] ^ x[118] ^ s18 ^ s46 ^ s145 ^ s152 ^ s179 ^ s247 ^ s258 ^ s260 ^ s265 ^ s269 ^ s283;
        y[21] = x[65] ^ s25 ^ s78 ^ s116 ^ s137 ^ s142 ^ s162 ^ s213 ^ s265 ^ s281 ^ s289 ^ s293 ^ s310;
        y[22] = x[35] ^ x[51] ^ x[77] ^ x[85] ^ s86 ^ s92 ^ s122 ^ s129 ^ s163 ^ s174 ^ s189 ^ s191 ^ s266 ^ s287 ^ s303;
        y[23] = x[8] ^ x[127] ^ s26 ^ s50 ^ s60 ^ s100 ^ s188 ^ s192 ^ s208 ^ s222 ^ s230 ^ s245 ^ s252 ^ s256 ^ s276;
        y[24] = x[3] ^ x[47] ^ s38 ^ s64 ^ s95 ^ s110 ^ s135 ^ s156 ^ s170 ^ s177 ^ s182 ^ s189 ^ s222 ^ s250 ^ s280 ^ s293;
        y[25] = x[0] ^ x[67] ^ x[127] ^ s8 ^ s53 ^ s59 ^ s78 ^ s135 ^ s169 ^ s214 ^ s243 ^ s264 ^ s282 ^ s298 ^ s299 ^ s306;
        y[26] = x[76] ^ x[79] ^ s1 ^ s55 ^ s58 ^ s65 ^ s99 ^ s144 ^ s180 ^ s257 ^ s308 ^ s311 ^ s323;
        y[27] = x[75] ^ x[96] ^ s2 ^ s9 ^ s13 ^ s38 ^ s52 ^ s119 ^ s166 ^ s183 ^ s201 ^ s217 ^ s246 ^ s256 ^ s291 ^ s320 ^ s322;
        y[28] = x[16] ^ x[36] ^ x[54] ^ x[115] ^ s13 ^ s42 ^ s87 ^ s118 ^ s173 ^ s199 ^ s224 ^ s245 ^ s257 ^ s282 ^ s289 ^ s294 ^ s321;
        y[29] = x[37] ^ x[45] ^ x[57] ^ x[59] ^ x[90] ^ x[95] ^ x[118] ^ s7 ^ s22 ^ s30 ^ s43 ^ s86 ^ s112 ^ s208 ^ s216 ^ s217 ^ s280 ^ s290 ^ s301 ^ s304;
        y[30] = x[2] ^ x[6] ^ s18 ^ s52 ^ s53 ^ s70 ^ s100 ^ s161 ^ s198 ^ s215 ^ s224 ^ s267 ^ s272 ^ s288 ^ s304 ^ s308;
        y[31] = x[35] ^ x[61] ^ x[97] ^ x[115] ^ s67 ^ s79 ^ s125 ^ s127 ^ s167 ^ s182 ^ s207 ^ s248 ^ s264 ^ s267 ^ s278 ^ s284;
    end
    `else
    always @(*) begin
        y[0] = ^(x & 128'b00011111100100011100101011110110001110000110111100101100001001011101111000100111010100110001100000011001010101001100110100011110);
        y[1] = ^(x & 128'b00111111001000111001010111101100011100001101111001011000010010111011110001001110101001100011000000110010101010011001101000111101);
        y[2] = ^(x & 128'b01111110010001110010101111011000111000011011110010110000100101110111100010011101010011000110000001100101010100110011010001111011);
        y[3] = ^(x & 128'b11111100100011100101011110110001110000110111100101100001001011101111000100111010100110001100000011001010101001100110100011110111);
        y[4] = ^(x & 128'b11100110100011010110010110010101101111101001110111101110011110000011110001010010011000101001100110001100000110000001110011110001);
        y[5] = ^(x & 128'b11010010100010110000000111011101010001010101010011110000110101011010011010000011100101100010101100000001011001001111010011111101);
        y[6] = ^(x & 128'b10111010100001111100100101001100101100101100011011001101100011101001001100100000011111110100111000011011100111010010010011100101);
        y[7] = ^(x & 128'b01101010100111100101100001101111010111011110001010110111001110001111100001100111101011011000010000101110011011101000010011010101);
        y[8] = ^(x & 128'b11010101001111001011000011011110101110111100010101101110011100011111000011001111010110110000100001011100110111010000100110101011);
        y[9] = ^(x & 128'b10110101111010001010101101001011010011111110010111110000110001100011111110111001111001010000100010100000111011101101111001001000);
        y[10] = ^(x & 128'b01110100010000001001110001100000101001111010010011001101101010011010000101010100100110010000100101011000100010010111000110001111);
        y[11] = ^(x & 128'b11101000100000010011100011000001010011110100100110011011010100110100001010101001001100100001001010110001000100101110001100011111);
        y[12] = ^(x & 128'b11001110100100111011101101110100101001101111110000011010100000110101101101110101001101110011110101111011011100010000101100100000);
        y[13] = ^(x & 128'b10000010101101101011110000011111011101011001011100011001001000110110100011001101001111010110001011101111101101101101101101011110);
        y[14] = ^(x & 128'b00011010111111001011001011001000110100110100000100011110011000110000111110111101001010011101110111000110001110010111101110100010);
        y[15] = ^(x & 128'b00110101111110010110010110010001101001101000001000111100110001100001111101111010010100111011101110001100011100101111011101000100);
        y[16] = ^(x & 128'b01101011111100101100101100100011010011010000010001111001100011000011111011110100101001110111011100011000111001011110111010001000);
        y[17] = ^(x & 128'b11010111111001011001011001000110100110100000100011110011000110000111110111101001010011101110111000110001110010111101110100010000);
        y[18] = ^(x & 128'b10110000010110101110011001111011000011000111111011001010000101010010010111110101110011101100010001111010110000110111011100111111);
        y[19] = ^(x & 128'b01111111001001000000011000000000001000001001001010111000000011111001010111001100110011101001000011101100110100100010001101100001);
        y[20] = ^(x & 128'b11111110010010000000110000000000010000010010010101110000000111110010101110011001100111010010000111011001101001000100011011000010);
        y[21] = ^(x & 128'b11100011000000011101001011110110101110100010010111001100000110111000100100010100011010010101101110101010000111000100000010011010);
        y[22] = ^(x & 128'b11011001100100100110111100011011010011000010010010110100000100101100110000001111100000011010111101001101011011000100110000101010);
        y[23] = ^(x & 128'b10101100101101010001010011000000101000000010011001000100000000000100011000111000010100000100011010000011100011000101010101001010);
        y[24] = ^(x & 128'b01000110111110111110001101110111011110000010001110100100001001010101001001010111111100111001010100011110010011000110011110001010);
        y[25] = ^(x & 128'b10001101111101111100011011101110111100000100011101001000010010101010010010101111111001110010101000111100100110001100111100010101);
        y[26] = ^(x & 128'b00000100011111100100011100101011110110001110000110111100101100001001011101111000100111010100110001100000011001010101001100110100);
        y[27] = ^(x & 128'b00001000111111001000111001010111101100011100001101111001011000010010111011110001001110101001100011000000110010101010011001101000);
        y[28] = ^(x & 128'b00010001111110010001110010101111011000111000011011110010110000100101110111100010011101010011000110000001100101010100110011010001);
        y[29] = ^(x & 128'b00100011111100100011100101011110110001110000110111100101100001001011101111000100111010100110001100000011001010101001100110100011);
        y[30] = ^(x & 128'b01000111111001000111001010111101100011100001101111001011000010010111011110001001110101001100011000000110010101010011001101000111);
        y[31] = ^(x & 128'b10001111110010001110010101111011000111000011011110010110000100101110111100010011101010011000110000001100101010100110011010001111);
    end
    `endif
endmodule // card$mirror$framer$reduce


module card$mirror$framer$reduce_ack(x,y);
    
    // Module arguments
    input wire  [23:0] x;
    output reg  [31:0] y;
    
    // Update code (custom)
    `ifdef SYNTHESIS
    wire s0 = x[12] ^ x[15];
    wire s1 = x[2] ^ x[18];
    wire s2 = x[13] ^ x[14];
    wire s3 = x[17] ^ x[22];
    wire s4 = x[0] ^ x[9];
    wire s5 = x[1] ^ x[7];
    wire s6 = x[3] ^ x[19];
    wire s7 = x[20] ^ x[21];
    wire s8 = x[5] ^ x[23];
    wire s9 = x[4] ^ x[10];
    wire s10 = x[6] ^ x[11];
    wire s11 = x[16] ^ s2;
    wire s12 = x[8] ^ s0;
    wire s13 = x[19] ^ s1;
    wire s14 = x[8] ^ x[15];
    wire s15 = s3 ^ s4;
    wire s16 = x[7] ^ x[17];
    wire s17 = x[11] ^ x[20];
    wire s18 = x[6] ^ s5;
    wire s19 = x[14] ^ s7;
    wire s20 = s0 ^ s6;
    wire s21 = x[1] ^ x[10];
    wire s22 = x[3] ^ x[4];
    wire s23 = x[5] ^ x[18];
    wire s24 = x[13] ^ x[16];
    wire s25 = x[0] ^ s8;
    wire s26 = x[2] ^ s8;
    wire s27 = x[21] ^ s3;
    wire s28 = x[23] ^ s9;
    wire s29 = s1 ^ s10;
    wire s30 = s2 ^ s5;
    wire s31 = s4 ^ s7;
    wire s32 = s11 ^ s12;
    wire s33 = x[1] ^ x[6];
    wire s34 = x[4] ^ x[8];
    wire s35 = x[5] ^ x[17];
    wire s36 = x[7] ^ x[22];
    wire s37 = x[10] ^ x[23];
    wire s38 = x[16] ^ x[20];
    wire s39 = x[4] ^ s6;
    wire s40 = x[9] ^ s9;
    wire s41 = x[15] ^ s10;
    wire s42 = x[18] ^ s5;
    wire s43 = s0 ^ s35;
    wire s44 = s1 ^ s3;
    wire s45 = s9 ^ s17;
    wire s46 = x[15] ^ s11;
    wire s47 = x[21] ^ s11;
    wire s48 = s6 ^ s19;
    wire s49 = s8 ^ s39;
    wire s50 = s12 ^ s15;
    wire s51 = s13 ^ s16;
    wire s52 = s13 ^ s28;
    always @(*) begin
        y[0] = x[17] ^ x[18] ^ s6 ^ s12 ^ s18 ^ s38;
        y[1] = s24 ^ s31 ^ s34 ^ s51;
        y[2] = x[8] ^ s15 ^ s21 ^ s23 ^ s48;
        y[3] = x[1] ^ x[22] ^ s31 ^ s41 ^ s52;
        y[4] = x[10] ^ s14 ^ s25 ^ s27 ^ s29;
        y[5] = x[23] ^ s14 ^ s15 ^ s17;
        y[6] = x[6] ^ s6 ^ s14 ^ s16 ^ s31 ^ s37;
        y[7] = s10 ^ s20 ^ s27 ^ s40;
        y[8] = x[12] ^ x[18] ^ s8 ^ s24 ^ s36 ^ s45;
        y[9] = x[3] ^ x[11] ^ s7 ^ s25 ^ s42 ^ s46;
        y[10] = s1 ^ s19 ^ s22 ^ s36;
        y[11] = x[21] ^ x[22] ^ s14 ^ s49;
        y[12] = s42 ^ s49 ^ s50;
        y[13] = x[3] ^ x[13] ^ s0 ^ s16 ^ s26 ^ s40;
        y[14] = x[19] ^ s30 ^ s43 ^ s45;
        y[15] = x[0] ^ x[5] ^ s7 ^ s29 ^ s32;
        y[16] = s15 ^ s18 ^ s20 ^ s47;
        y[17] = x[20] ^ s5 ^ s11 ^ s14 ^ s28 ^ s44;
        y[18] = x[9] ^ x[12] ^ s5 ^ s10 ^ s19 ^ s26;
        y[19] = s3 ^ s7 ^ s13 ^ s21 ^ s24;
        y[20] = x[11] ^ x[23] ^ s44 ^ s48;
        y[21] = x[16] ^ x[23] ^ s18 ^ s27 ^ s34;
        y[22] = x[22] ^ s4 ^ s20 ^ s26 ^ s33 ^ s38;
        y[23] = x[13] ^ x[21] ^ s12 ^ s52;
        y[24] = s10 ^ s23 ^ s30 ^ s50;
        y[25] = x[9] ^ s13 ^ s18 ^ s32 ^ s37;
        y[26] = x[12] ^ s2 ^ s4 ^ s21 ^ s29;
        y[27] = x[2] ^ x[10] ^ x[11] ^ s20 ^ s30;
        y[28] = x[2] ^ s17 ^ s22 ^ s32;
        y[29] = s4 ^ s22 ^ s43 ^ s47;
        y[30] = s3 ^ s9 ^ s23 ^ s33 ^ s46;
        y[31] = x[14] ^ x[16] ^ s25 ^ s41 ^ s51;
    end
    `else
    always @(*) begin
        y[0] = ^(x & 24'b000111111001000111001010);
        y[1] = ^(x & 24'b001111110010001110010101);
        y[2] = ^(x & 24'b011111100100011100101011);
        y[3] = ^(x & 24'b111111001000111001010111);
        y[4] = ^(x & 24'b111001101000110101100101);
        y[5] = ^(x & 24'b110100101000101100000001);
        y[6] = ^(x & 24'b101110101000011111001001);
        y[7] = ^(x & 24'b011010101001111001011000);
        y[8] = ^(x & 24'b110101010011110010110000);
        y[9] = ^(x & 24'b101101011110100010101011);
        y[10] = ^(x & 24'b011101000100000010011100);
        y[11] = ^(x & 24'b111010001000000100111000);
        y[12] = ^(x & 24'b110011101001001110111011);
        y[13] = ^(x & 24'b100000101011011010111100);
        y[14] = ^(x & 24'b000110101111110010110010);
        y[15] = ^(x & 24'b001101011111100101100101);
        y[16] = ^(x & 24'b011010111111001011001011);
        y[17] = ^(x & 24'b110101111110010110010110);
        y[18] = ^(x & 24'b101100000101101011100110);
        y[19] = ^(x & 24'b011111110010010000000110);
        y[20] = ^(x & 24'b111111100100100000001100);
        y[21] = ^(x & 24'b111000110000000111010010);
        y[22] = ^(x & 24'b110110011001001001101111);
        y[23] = ^(x & 24'b101011001011010100010100);
        y[24] = ^(x & 24'b010001101111101111100011);
        y[25] = ^(x & 24'b100011011111011111000110);
        y[26] = ^(x & 24'b000001000111111001000111);
        y[27] = ^(x & 24'b000010001111110010001110);
        y[28] = ^(x & 24'b000100011111100100011100);
        y[29] = ^(x & 24'b001000111111001000111001);
        y[30] = ^(x & 24'b010001111110010001110010);
        y[31] = ^(x & 24'b100011111100100011100101);
    end
    `endif
endmodule // card$mirror$framer$reduce_ack


module card$mirror$framer$reduced(d,q,clock);
    
    // Module arguments
    input wire  [127:0] d;
    output reg  [127:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 128'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$framer$reduced


module card$mirror$framer$reduced_end(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$framer$reduced_end


module card$mirror$framer$reduced_start(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$framer$reduced_start


module card$mirror$framer$reduced_valid(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$framer$reduced_valid


module card$mirror$framer$second_payload(d,q,clock);
    
    // Module arguments
    input wire  [127:0] d;
    output reg  [127:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 128'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$framer$second_payload


module card$mirror$framer$sequenced(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$framer$sequenced


module card$mirror$framer$step(d,q,clock);
    
    // Module arguments
    input wire  [1:0] d;
    output reg  [1:0] q;
    input wire  clock;
    
    // Enums
    localparam Step$Choose = 0;
    localparam Step$Mask = 1;
    localparam Step$Payload = 2;
    localparam Step$Finish = 3;
    
    // Update code (custom)
    initial begin
       q = 64'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$framer$step


module card$mirror$framer$sum(d,q,clock);
    
    // Module arguments
    input wire  [31:0] d;
    output reg  [31:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 32'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$framer$sum


module card$mirror$letters(clock,reset,up,write,write_word,write_data,write_low,write_high,read_word,read_data,read_unit,beat,mail,mail_slot,mail_count,mail_sent,mail_gone,beat_address,beat_data,answer,answer_slot,answer_count,answer_sent,line_start,line_body,line_beat,good,kind);
    
    // Module arguments
    input wire  clock;
    input wire  reset;
    input wire  up;
    input wire  write;
    input wire  [12:0] write_word;
    input wire  [63:0] write_data;
    input wire  write_low;
    input wire  write_high;
    input wire  [12:0] read_word;
    output reg  [63:0] read_data;
    input wire  [11:0] read_unit;
    output reg  [127:0] beat;
    output reg  mail;
    output reg  [1:0] mail_slot;
    output reg  [31:0] mail_count;
    input wire  mail_sent;
    input wire  mail_gone;
    input wire  [3:0] beat_address;
    output reg  [127:0] beat_data;
    output reg  answer;
    output reg  [1:0] answer_slot;
    output reg  [31:0] answer_count;
    input wire  answer_sent;
    input wire  line_start;
    input wire  line_body;
    input wire  [127:0] line_beat;
    input wire  good;
    input wire  [3:0] kind;
    
    // Constant declarations
    localparam  at_send = 13'b110100001;
    localparam  at_sent0 = 13'b110100010;
    localparam  at_sent2 = 13'b110100011;
    localparam  at_received0 = 13'b110100100;
    localparam  at_received2 = 13'b110100101;
    localparam  kind_mail = 4'hd;
    localparam  kind_ack = 4'he;
    localparam  gap = 8'hb4;
    
    // Enums
    localparam Step$Look = 0;
    localparam Step$Ask = 1;
    localparam Step$Send = 2;
    localparam Step$Rest = 3;
    
    // Stub signals
    reg  slot0$clock;
    reg  slot0$reset;
    reg  slot0$send;
    reg  slot0$again;
    reg  slot0$busy;
    reg  [1:0] slot0$busy_bank;
    reg  slot0$gone;
    reg  slot0$acked;
    reg  [31:0] slot0$acked_count;
    wire  slot0$wants;
    wire  slot0$pending;
    wire  [31:0] slot0$count;
    wire  [1:0] slot0$newest;
    wire  [1:0] slot0$writing;
    reg  slot0$arrived;
    reg  [31:0] slot0$arrived_count;
    reg  slot0$answered;
    wire  slot0$answers;
    wire  [31:0] slot0$answer_count;
    wire  [31:0] slot0$received;
    wire  slot0$shown;
    reg  slot1$clock;
    reg  slot1$reset;
    reg  slot1$send;
    reg  slot1$again;
    reg  slot1$busy;
    reg  [1:0] slot1$busy_bank;
    reg  slot1$gone;
    reg  slot1$acked;
    reg  [31:0] slot1$acked_count;
    wire  slot1$wants;
    wire  slot1$pending;
    wire  [31:0] slot1$count;
    wire  [1:0] slot1$newest;
    wire  [1:0] slot1$writing;
    reg  slot1$arrived;
    reg  [31:0] slot1$arrived_count;
    reg  slot1$answered;
    wire  slot1$answers;
    wire  [31:0] slot1$answer_count;
    wire  [31:0] slot1$received;
    wire  slot1$shown;
    reg  slot2$clock;
    reg  slot2$reset;
    reg  slot2$send;
    reg  slot2$again;
    reg  slot2$busy;
    reg  [1:0] slot2$busy_bank;
    reg  slot2$gone;
    reg  slot2$acked;
    reg  [31:0] slot2$acked_count;
    wire  slot2$wants;
    wire  slot2$pending;
    wire  [31:0] slot2$count;
    wire  [1:0] slot2$newest;
    wire  [1:0] slot2$writing;
    reg  slot2$arrived;
    reg  [31:0] slot2$arrived_count;
    reg  slot2$answered;
    wire  slot2$answers;
    wire  [31:0] slot2$answer_count;
    wire  [31:0] slot2$received;
    wire  slot2$shown;
    reg  slot3$clock;
    reg  slot3$reset;
    reg  slot3$send;
    reg  slot3$again;
    reg  slot3$busy;
    reg  [1:0] slot3$busy_bank;
    reg  slot3$gone;
    reg  slot3$acked;
    reg  [31:0] slot3$acked_count;
    wire  slot3$wants;
    wire  slot3$pending;
    wire  [31:0] slot3$count;
    wire  [1:0] slot3$newest;
    wire  [1:0] slot3$writing;
    reg  slot3$arrived;
    reg  [31:0] slot3$arrived_count;
    reg  slot3$answered;
    wire  slot3$answers;
    wire  [31:0] slot3$answer_count;
    wire  [31:0] slot3$received;
    wire  slot3$shown;
    reg  [7:0] own0$read_address;
    reg  own0$read_clock;
    wire  [31:0] own0$read_data;
    reg  [7:0] own0$write_address;
    reg  own0$write_clock;
    reg  [31:0] own0$write_data;
    reg  own0$write_enable;
    reg  [7:0] own1$read_address;
    reg  own1$read_clock;
    wire  [31:0] own1$read_data;
    reg  [7:0] own1$write_address;
    reg  own1$write_clock;
    reg  [31:0] own1$write_data;
    reg  own1$write_enable;
    reg  [7:0] own2$read_address;
    reg  own2$read_clock;
    wire  [31:0] own2$read_data;
    reg  [7:0] own2$write_address;
    reg  own2$write_clock;
    reg  [31:0] own2$write_data;
    reg  own2$write_enable;
    reg  [7:0] own3$read_address;
    reg  own3$read_clock;
    wire  [31:0] own3$read_data;
    reg  [7:0] own3$write_address;
    reg  own3$write_clock;
    reg  [31:0] own3$write_data;
    reg  own3$write_enable;
    reg  [6:0] peer$read_address;
    reg  peer$read_clock;
    wire  [127:0] peer$read_data;
    reg  [6:0] peer$write_address;
    reg  peer$write_clock;
    reg  [127:0] peer$write_data;
    reg  peer$write_enable;
    reg  [1:0] step$d;
    wire  [1:0] step$q;
    reg  step$clock;
    reg  [1:0] turn$d;
    wire  [1:0] turn$q;
    reg  turn$clock;
    reg  [1:0] bank$d;
    wire  [1:0] bank$q;
    reg  bank$clock;
    reg  [31:0] count$d;
    wire  [31:0] count$q;
    reg  count$clock;
    reg  [7:0] rest$d;
    wire  [7:0] rest$q;
    reg  rest$clock;
    reg  was_up$d;
    wire  was_up$q;
    reg  was_up$clock;
    reg  [1:0] frame_slot$d;
    wire  [1:0] frame_slot$q;
    reg  frame_slot$clock;
    reg  [31:0] frame_count$d;
    wire  [31:0] frame_count$q;
    reg  frame_count$clock;
    reg  frame_whole$d;
    wire  frame_whole$q;
    reg  frame_whole$clock;
    reg  [4:0] number$d;
    wire  [4:0] number$q;
    reg  number$clock;
    
    // Local signals
    reg  ours;
    reg  [1:0] slot_written;
    reg  [7:0] place;
    reg  low;
    reg  [3:0] send;
    reg  again;
    reg  [1:0] writing;
    reg  wants;
    reg  [1:0] newest;
    reg  [31:0] newest_count;
    reg  busy;
    reg  [1:0] line_slot;
    reg  hidden;
    reg  shown;
    reg  arrived;
    reg  acked;
    reg  [1:0] read_slot;
    reg  [63:0] pending;
    
    // Sub module instances
    card$mirror$letters$slot0 slot0(
        .clock(slot0$clock),
        .reset(slot0$reset),
        .send(slot0$send),
        .again(slot0$again),
        .busy(slot0$busy),
        .busy_bank(slot0$busy_bank),
        .gone(slot0$gone),
        .acked(slot0$acked),
        .acked_count(slot0$acked_count),
        .wants(slot0$wants),
        .pending(slot0$pending),
        .count(slot0$count),
        .newest(slot0$newest),
        .writing(slot0$writing),
        .arrived(slot0$arrived),
        .arrived_count(slot0$arrived_count),
        .answered(slot0$answered),
        .answers(slot0$answers),
        .answer_count(slot0$answer_count),
        .received(slot0$received),
        .shown(slot0$shown)
    );
    card$mirror$letters$slot1 slot1(
        .clock(slot1$clock),
        .reset(slot1$reset),
        .send(slot1$send),
        .again(slot1$again),
        .busy(slot1$busy),
        .busy_bank(slot1$busy_bank),
        .gone(slot1$gone),
        .acked(slot1$acked),
        .acked_count(slot1$acked_count),
        .wants(slot1$wants),
        .pending(slot1$pending),
        .count(slot1$count),
        .newest(slot1$newest),
        .writing(slot1$writing),
        .arrived(slot1$arrived),
        .arrived_count(slot1$arrived_count),
        .answered(slot1$answered),
        .answers(slot1$answers),
        .answer_count(slot1$answer_count),
        .received(slot1$received),
        .shown(slot1$shown)
    );
    card$mirror$letters$slot2 slot2(
        .clock(slot2$clock),
        .reset(slot2$reset),
        .send(slot2$send),
        .again(slot2$again),
        .busy(slot2$busy),
        .busy_bank(slot2$busy_bank),
        .gone(slot2$gone),
        .acked(slot2$acked),
        .acked_count(slot2$acked_count),
        .wants(slot2$wants),
        .pending(slot2$pending),
        .count(slot2$count),
        .newest(slot2$newest),
        .writing(slot2$writing),
        .arrived(slot2$arrived),
        .arrived_count(slot2$arrived_count),
        .answered(slot2$answered),
        .answers(slot2$answers),
        .answer_count(slot2$answer_count),
        .received(slot2$received),
        .shown(slot2$shown)
    );
    card$mirror$letters$slot3 slot3(
        .clock(slot3$clock),
        .reset(slot3$reset),
        .send(slot3$send),
        .again(slot3$again),
        .busy(slot3$busy),
        .busy_bank(slot3$busy_bank),
        .gone(slot3$gone),
        .acked(slot3$acked),
        .acked_count(slot3$acked_count),
        .wants(slot3$wants),
        .pending(slot3$pending),
        .count(slot3$count),
        .newest(slot3$newest),
        .writing(slot3$writing),
        .arrived(slot3$arrived),
        .arrived_count(slot3$arrived_count),
        .answered(slot3$answered),
        .answers(slot3$answers),
        .answer_count(slot3$answer_count),
        .received(slot3$received),
        .shown(slot3$shown)
    );
    card$mirror$letters$own0 own0(
        .read_address(own0$read_address),
        .read_clock(own0$read_clock),
        .read_data(own0$read_data),
        .write_address(own0$write_address),
        .write_clock(own0$write_clock),
        .write_data(own0$write_data),
        .write_enable(own0$write_enable)
    );
    card$mirror$letters$own1 own1(
        .read_address(own1$read_address),
        .read_clock(own1$read_clock),
        .read_data(own1$read_data),
        .write_address(own1$write_address),
        .write_clock(own1$write_clock),
        .write_data(own1$write_data),
        .write_enable(own1$write_enable)
    );
    card$mirror$letters$own2 own2(
        .read_address(own2$read_address),
        .read_clock(own2$read_clock),
        .read_data(own2$read_data),
        .write_address(own2$write_address),
        .write_clock(own2$write_clock),
        .write_data(own2$write_data),
        .write_enable(own2$write_enable)
    );
    card$mirror$letters$own3 own3(
        .read_address(own3$read_address),
        .read_clock(own3$read_clock),
        .read_data(own3$read_data),
        .write_address(own3$write_address),
        .write_clock(own3$write_clock),
        .write_data(own3$write_data),
        .write_enable(own3$write_enable)
    );
    card$mirror$letters$peer peer(
        .read_address(peer$read_address),
        .read_clock(peer$read_clock),
        .read_data(peer$read_data),
        .write_address(peer$write_address),
        .write_clock(peer$write_clock),
        .write_data(peer$write_data),
        .write_enable(peer$write_enable)
    );
    card$mirror$letters$step step(
        .d(step$d),
        .q(step$q),
        .clock(step$clock)
    );
    card$mirror$letters$turn turn(
        .d(turn$d),
        .q(turn$q),
        .clock(turn$clock)
    );
    card$mirror$letters$bank bank(
        .d(bank$d),
        .q(bank$q),
        .clock(bank$clock)
    );
    card$mirror$letters$count count(
        .d(count$d),
        .q(count$q),
        .clock(count$clock)
    );
    card$mirror$letters$rest rest(
        .d(rest$d),
        .q(rest$q),
        .clock(rest$clock)
    );
    card$mirror$letters$was_up was_up(
        .d(was_up$d),
        .q(was_up$q),
        .clock(was_up$clock)
    );
    card$mirror$letters$frame_slot frame_slot(
        .d(frame_slot$d),
        .q(frame_slot$q),
        .clock(frame_slot$clock)
    );
    card$mirror$letters$frame_count frame_count(
        .d(frame_count$d),
        .q(frame_count$q),
        .clock(frame_count$clock)
    );
    card$mirror$letters$frame_whole frame_whole(
        .d(frame_whole$d),
        .q(frame_whole$q),
        .clock(frame_whole$clock)
    );
    card$mirror$letters$number number(
        .d(number$d),
        .q(number$q),
        .clock(number$clock)
    );
    
    // Update code
    always @(*) begin
        slot0$clock = clock;
        slot1$clock = clock;
        slot2$clock = clock;
        slot3$clock = clock;
        step$clock = clock;
        turn$clock = clock;
        bank$clock = clock;
        count$clock = clock;
        rest$clock = clock;
        was_up$clock = clock;
        frame_slot$clock = clock;
        frame_count$clock = clock;
        frame_whole$clock = clock;
        number$clock = clock;
        step$d = step$q;
        turn$d = turn$q;
        bank$d = bank$q;
        count$d = count$q;
        rest$d = rest$q;
        was_up$d = was_up$q;
        frame_slot$d = frame_slot$q;
        frame_count$d = frame_count$q;
        frame_whole$d = frame_whole$q;
        number$d = number$q;
        own0$read_clock = clock;
        own0$write_clock = clock;
        own1$read_clock = clock;
        own1$write_clock = clock;
        own2$read_clock = clock;
        own2$write_clock = clock;
        own3$read_clock = clock;
        own3$write_clock = clock;
        peer$read_clock = clock;
        peer$write_clock = clock;
        ours = write & (write_word[(32'h7)+:(6)] == ((32'h4) & 6'h3f));
        slot_written = write_word[(32'h5)+:(2)];
        low = ~write_word[32'h0];
        send = ((32'h0) & 4'hf);
        if ((write & write_low) & (write_word == at_send)) begin
            send = write_data[(32'h0)+:(4)];
        end
        was_up$d = up;
        again = up & ~was_up$q;
        slot0$reset = reset;
        slot0$send = send[32'h0];
        slot0$again = again;
        slot1$reset = reset;
        slot1$send = send[32'h1];
        slot1$again = again;
        slot2$reset = reset;
        slot2$send = send[32'h2];
        slot2$again = again;
        slot3$reset = reset;
        slot3$send = send[32'h3];
        slot3$again = again;
        writing = slot0$writing;
        if (slot_written == ((32'h1) & 2'h3)) begin
            writing = slot1$writing;
        end
        else if (slot_written == ((32'h2) & 2'h3)) begin
            writing = slot2$writing;
        end
        else if (slot_written == ((32'h3) & 2'h3)) begin
            writing = slot3$writing;
        end
        place = ((((slot_written) & 8'hff) << 32'h6) | (((writing) & 8'hff) << 32'h4)) | ((write_word[(32'h1)+:(4)]) & 8'hff);
        own0$write_address = place;
        own0$write_data = write_data[(32'h0)+:(32)];
        own0$write_enable = (ours & low) & write_low;
        own1$write_address = place;
        own1$write_data = write_data[(32'h20)+:(32)];
        own1$write_enable = (ours & low) & write_high;
        own2$write_address = place;
        own2$write_data = write_data[(32'h0)+:(32)];
        own2$write_enable = (ours & ~low) & write_low;
        own3$write_address = place;
        own3$write_data = write_data[(32'h20)+:(32)];
        own3$write_enable = (ours & ~low) & write_high;
        wants = slot0$wants;
        if (turn$q == ((32'h1) & 2'h3)) begin
            wants = slot1$wants;
        end
        else if (turn$q == ((32'h2) & 2'h3)) begin
            wants = slot2$wants;
        end
        else if (turn$q == ((32'h3) & 2'h3)) begin
            wants = slot3$wants;
        end
        newest = slot0$newest;
        if (turn$q == ((32'h1) & 2'h3)) begin
            newest = slot1$newest;
        end
        else if (turn$q == ((32'h2) & 2'h3)) begin
            newest = slot2$newest;
        end
        else if (turn$q == ((32'h3) & 2'h3)) begin
            newest = slot3$newest;
        end
        newest_count = slot0$count;
        if (turn$q == ((32'h1) & 2'h3)) begin
            newest_count = slot1$count;
        end
        else if (turn$q == ((32'h2) & 2'h3)) begin
            newest_count = slot2$count;
        end
        else if (turn$q == ((32'h3) & 2'h3)) begin
            newest_count = slot3$count;
        end
        mail = 1'b0;
        busy = (step$q == Step$Ask) | (step$q == Step$Send);
        case (step$q)
            Step$Look:
                begin
                    bank$d = newest;
                    count$d = newest_count;
                    if (wants & up) begin
                        step$d = Step$Ask;
                    end
                    else begin
                        turn$d = turn$q + 32'h1;
                    end
                end
            Step$Ask:
                begin
                    mail = up;
                    if (mail_sent) begin
                        step$d = Step$Send;
                    end
                    else if (~up) begin
                        step$d = Step$Look;
                    end
                end
            Step$Send:
                begin
                    rest$d = gap;
                    if (mail_gone) begin
                        step$d = Step$Rest;
                    end
                end
            Step$Rest:
                begin
                    rest$d = rest$q - 32'h1;
                    if (~|rest$q) begin
                        turn$d = turn$q + 32'h1;
                        step$d = Step$Look;
                    end
                end
        endcase
        mail_slot = turn$q;
        mail_count = count$q;
        slot0$busy = busy & (turn$q == ((32'h0) & 2'h3));
        slot0$busy_bank = bank$q;
        slot0$gone = mail_gone & (turn$q == ((32'h0) & 2'h3));
        slot1$busy = busy & (turn$q == ((32'h1) & 2'h3));
        slot1$busy_bank = bank$q;
        slot1$gone = mail_gone & (turn$q == ((32'h1) & 2'h3));
        slot2$busy = busy & (turn$q == ((32'h2) & 2'h3));
        slot2$busy_bank = bank$q;
        slot2$gone = mail_gone & (turn$q == ((32'h2) & 2'h3));
        slot3$busy = busy & (turn$q == ((32'h3) & 2'h3));
        slot3$busy_bank = bank$q;
        slot3$gone = mail_gone & (turn$q == ((32'h3) & 2'h3));
        own0$read_address = ((((turn$q) & 8'hff) << 32'h6) | (((bank$q) & 8'hff) << 32'h4)) | ((beat_address) & 8'hff);
        own1$read_address = ((((turn$q) & 8'hff) << 32'h6) | (((bank$q) & 8'hff) << 32'h4)) | ((beat_address) & 8'hff);
        own2$read_address = ((((turn$q) & 8'hff) << 32'h6) | (((bank$q) & 8'hff) << 32'h4)) | ((beat_address) & 8'hff);
        own3$read_address = ((((turn$q) & 8'hff) << 32'h6) | (((bank$q) & 8'hff) << 32'h4)) | ((beat_address) & 8'hff);
        beat_data = ((((own0$read_data) & 128'hffffffffffffffffffffffffffffffff) | (((own1$read_data) & 128'hffffffffffffffffffffffffffffffff) << 32'h20)) | (((own2$read_data) & 128'hffffffffffffffffffffffffffffffff) << 32'h40)) | (((own3$read_data) & 128'hffffffffffffffffffffffffffffffff) << 32'h60);
        line_slot = line_beat[(32'h69)+:(2)];
        if (line_start) begin
            frame_slot$d = line_slot;
            frame_count$d = line_beat[(32'h39)+:(32)];
            frame_whole$d = (line_beat[(32'h8)+:(4)] == kind_mail) & (line_beat[(32'h30)+:(9)] == ((32'h10) & 9'h1ff)) & (line_beat[(32'h6b)+:(4)] == ((32'h0) & 4'hf));
            number$d = ((32'h0) & 5'h1f);
        end
        hidden = ~slot0$shown;
        if (frame_slot$q == ((32'h1) & 2'h3)) begin
            hidden = ~slot1$shown;
        end
        else if (frame_slot$q == ((32'h2) & 2'h3)) begin
            hidden = ~slot2$shown;
        end
        else if (frame_slot$q == ((32'h3) & 2'h3)) begin
            hidden = ~slot3$shown;
        end
        peer$write_address = (((frame_slot$q) & 7'h7f) << 32'h5) | ((number$q[(32'h0)+:(4)]) & 7'h7f);
        if (hidden) begin
            peer$write_address = ((((frame_slot$q) & 7'h7f) << 32'h5) | ((32'h10) & 7'h7f)) | ((number$q[(32'h0)+:(4)]) & 7'h7f);
        end
        peer$write_data = line_beat;
        peer$write_enable = (line_body & frame_whole$q) & ~number$q[32'h4];
        if (line_body & ~number$q[32'h4]) begin
            number$d = number$q + 32'h1;
        end
        arrived = (good & up) & frame_whole$q;
        acked = (good & up) & (kind == kind_ack);
        slot0$arrived = arrived & (frame_slot$q == ((32'h0) & 2'h3));
        slot0$arrived_count = frame_count$q;
        slot0$acked = acked & (frame_slot$q == ((32'h0) & 2'h3));
        slot0$acked_count = frame_count$q;
        slot1$arrived = arrived & (frame_slot$q == ((32'h1) & 2'h3));
        slot1$arrived_count = frame_count$q;
        slot1$acked = acked & (frame_slot$q == ((32'h1) & 2'h3));
        slot1$acked_count = frame_count$q;
        slot2$arrived = arrived & (frame_slot$q == ((32'h2) & 2'h3));
        slot2$arrived_count = frame_count$q;
        slot2$acked = acked & (frame_slot$q == ((32'h2) & 2'h3));
        slot2$acked_count = frame_count$q;
        slot3$arrived = arrived & (frame_slot$q == ((32'h3) & 2'h3));
        slot3$arrived_count = frame_count$q;
        slot3$acked = acked & (frame_slot$q == ((32'h3) & 2'h3));
        slot3$acked_count = frame_count$q;
        answer = up & ((slot0$answers | slot1$answers) | (slot2$answers | slot3$answers));
        answer_slot = ((32'h3) & 2'h3);
        answer_count = slot3$answer_count;
        if (slot0$answers) begin
            answer_slot = ((32'h0) & 2'h3);
            answer_count = slot0$answer_count;
        end
        else if (slot1$answers) begin
            answer_slot = ((32'h1) & 2'h3);
            answer_count = slot1$answer_count;
        end
        else if (slot2$answers) begin
            answer_slot = ((32'h2) & 2'h3);
            answer_count = slot2$answer_count;
        end
        slot0$answered = answer_sent & slot0$answers;
        slot1$answered = (answer_sent & slot1$answers) & ~slot0$answers;
        slot2$answered = (answer_sent & slot2$answers) & (~slot0$answers & ~slot1$answers);
        slot3$answered = (answer_sent & slot3$answers) & ((~slot0$answers & ~slot1$answers) & ~slot2$answers);
        read_slot = read_unit[(32'h4)+:(2)];
        shown = slot0$shown;
        if (read_slot == ((32'h1) & 2'h3)) begin
            shown = slot1$shown;
        end
        else if (read_slot == ((32'h2) & 2'h3)) begin
            shown = slot2$shown;
        end
        else if (read_slot == ((32'h3) & 2'h3)) begin
            shown = slot3$shown;
        end
        peer$read_address = (((read_slot) & 7'h7f) << 32'h5) | ((read_unit[(32'h0)+:(4)]) & 7'h7f);
        if (shown) begin
            peer$read_address = ((((read_slot) & 7'h7f) << 32'h5) | ((32'h10) & 7'h7f)) | ((read_unit[(32'h0)+:(4)]) & 7'h7f);
        end
        beat = peer$read_data;
        pending = ((32'h0) & 64'hffffffffffffffff);
        if (slot0$pending) begin
            pending = ((64'h100000000) & 64'hffffffffffffffff);
        end
        if (slot1$pending) begin
            pending = pending | ((64'h200000000) & 64'hffffffffffffffff);
        end
        if (slot2$pending) begin
            pending = pending | ((64'h400000000) & 64'hffffffffffffffff);
        end
        if (slot3$pending) begin
            pending = pending | ((64'h800000000) & 64'hffffffffffffffff);
        end
        read_data = ((32'h0) & 64'hffffffffffffffff);
        if (read_word == at_send) begin
            read_data = pending;
        end
        if (read_word == at_sent0) begin
            read_data = (((slot1$count) & 64'hffffffffffffffff) << 32'h20) | ((slot0$count) & 64'hffffffffffffffff);
        end
        if (read_word == at_sent2) begin
            read_data = (((slot3$count) & 64'hffffffffffffffff) << 32'h20) | ((slot2$count) & 64'hffffffffffffffff);
        end
        if (read_word == at_received0) begin
            read_data = (((slot1$received) & 64'hffffffffffffffff) << 32'h20) | ((slot0$received) & 64'hffffffffffffffff);
        end
        if (read_word == at_received2) begin
            read_data = (((slot3$received) & 64'hffffffffffffffff) << 32'h20) | ((slot2$received) & 64'hffffffffffffffff);
        end
        if (reset) begin
            step$d = Step$Look;
            was_up$d = 1'b0;
            frame_whole$d = 1'b0;
        end
    end
    
endmodule // card$mirror$letters


module card$mirror$letters$bank(d,q,clock);
    
    // Module arguments
    input wire  [1:0] d;
    output reg  [1:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 2'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$letters$bank


module card$mirror$letters$count(d,q,clock);
    
    // Module arguments
    input wire  [31:0] d;
    output reg  [31:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 32'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$letters$count


module card$mirror$letters$frame_count(d,q,clock);
    
    // Module arguments
    input wire  [31:0] d;
    output reg  [31:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 32'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$letters$frame_count


module card$mirror$letters$frame_slot(d,q,clock);
    
    // Module arguments
    input wire  [1:0] d;
    output reg  [1:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 2'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$letters$frame_slot


module card$mirror$letters$frame_whole(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$letters$frame_whole


module card$mirror$letters$number(d,q,clock);
    
    // Module arguments
    input wire  [4:0] d;
    output reg  [4:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 5'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$letters$number


module card$mirror$letters$own0(read_address,read_clock,read_data,write_address,write_clock,write_data,write_enable);
    
    // Module arguments
    input wire  [7:0] read_address;
    input wire  read_clock;
    output reg  [31:0] read_data;
    input wire  [7:0] write_address;
    input wire  write_clock;
    input wire  [31:0] write_data;
    input wire  write_enable;
    
    // Update code (custom)
    reg[31:0] mem[255:0];
    
    
    
    always @(posedge read_clock) begin
       read_data <= mem[read_address];
    end
    
    always @(posedge write_clock) begin
       if (write_enable) begin
          mem[write_address] <= write_data;
       end
    end
                
endmodule // card$mirror$letters$own0


module card$mirror$letters$own1(read_address,read_clock,read_data,write_address,write_clock,write_data,write_enable);
    
    // Module arguments
    input wire  [7:0] read_address;
    input wire  read_clock;
    output reg  [31:0] read_data;
    input wire  [7:0] write_address;
    input wire  write_clock;
    input wire  [31:0] write_data;
    input wire  write_enable;
    
    // Update code (custom)
    reg[31:0] mem[255:0];
    
    
    
    always @(posedge read_clock) begin
       read_data <= mem[read_address];
    end
    
    always @(posedge write_clock) begin
       if (write_enable) begin
          mem[write_address] <= write_data;
       end
    end
                
endmodule // card$mirror$letters$own1


module card$mirror$letters$own2(read_address,read_clock,read_data,write_address,write_clock,write_data,write_enable);
    
    // Module arguments
    input wire  [7:0] read_address;
    input wire  read_clock;
    output reg  [31:0] read_data;
    input wire  [7:0] write_address;
    input wire  write_clock;
    input wire  [31:0] write_data;
    input wire  write_enable;
    
    // Update code (custom)
    reg[31:0] mem[255:0];
    
    
    
    always @(posedge read_clock) begin
       read_data <= mem[read_address];
    end
    
    always @(posedge write_clock) begin
       if (write_enable) begin
          mem[write_address] <= write_data;
       end
    end
                
endmodule // card$mirror$letters$own2


module card$mirror$letters$own3(read_address,read_clock,read_data,write_address,write_clock,write_data,write_enable);
    
    // Module arguments
    input wire  [7:0] read_address;
    input wire  read_clock;
    output reg  [31:0] read_data;
    input wire  [7:0] write_address;
    input wire  write_clock;
    input wire  [31:0] write_data;
    input wire  write_enable;
    
    // Update code (custom)
    reg[31:0] mem[255:0];
    
    
    
    always @(posedge read_clock) begin
       read_data <= mem[read_address];
    end
    
    always @(posedge write_clock) begin
       if (write_enable) begin
          mem[write_address] <= write_data;
       end
    end
                
endmodule // card$mirror$letters$own3


module card$mirror$letters$peer(read_address,read_clock,read_data,write_address,write_clock,write_data,write_enable);
    
    // Module arguments
    input wire  [6:0] read_address;
    input wire  read_clock;
    output reg  [127:0] read_data;
    input wire  [6:0] write_address;
    input wire  write_clock;
    input wire  [127:0] write_data;
    input wire  write_enable;
    
    // Update code (custom)
    reg[127:0] mem[127:0];
    
    
    
    always @(posedge read_clock) begin
       read_data <= mem[read_address];
    end
    
    always @(posedge write_clock) begin
       if (write_enable) begin
          mem[write_address] <= write_data;
       end
    end
                
endmodule // card$mirror$letters$peer


module card$mirror$letters$rest(d,q,clock);
    
    // Module arguments
    input wire  [7:0] d;
    output reg  [7:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 8'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$letters$rest


module card$mirror$letters$slot0(clock,reset,send,again,busy,busy_bank,gone,acked,acked_count,wants,pending,count,newest,writing,arrived,arrived_count,answered,answers,answer_count,received,shown);
    
    // Module arguments
    input wire  clock;
    input wire  reset;
    input wire  send;
    input wire  again;
    input wire  busy;
    input wire  [1:0] busy_bank;
    input wire  gone;
    input wire  acked;
    input wire  [31:0] acked_count;
    output reg  wants;
    output reg  pending;
    output reg  [31:0] count;
    output reg  [1:0] newest;
    output reg  [1:0] writing;
    input wire  arrived;
    input wire  [31:0] arrived_count;
    input wire  answered;
    output reg  answers;
    output reg  [31:0] answer_count;
    output reg  [31:0] received;
    output reg  shown;
    
    // Constant declarations
    localparam  retry_ticks = 16'h7d0;
    
    // Stub signals
    reg  [31:0] sent$d;
    wire  [31:0] sent$q;
    reg  sent$clock;
    reg  waits$d;
    wire  waits$q;
    reg  waits$clock;
    reg  [1:0] newest_bank$d;
    wire  [1:0] newest_bank$q;
    reg  newest_bank$clock;
    reg  [1:0] writing_bank$d;
    wire  [1:0] writing_bank$q;
    reg  writing_bank$clock;
    reg  [15:0] pause$d;
    wire  [15:0] pause$q;
    reg  pause$clock;
    reg  answer$d;
    wire  answer$q;
    reg  answer$clock;
    reg  [31:0] answering$d;
    wire  [31:0] answering$q;
    reg  answering$clock;
    reg  [31:0] seen$d;
    wire  [31:0] seen$q;
    reg  seen$clock;
    reg  bank$d;
    wire  bank$q;
    reg  bank$clock;
    
    // Local signals
    reg  [1:0] avoid;
    reg  [1:0] writing_now;
    
    // Sub module instances
    card$mirror$letters$slot0$sent sent(
        .d(sent$d),
        .q(sent$q),
        .clock(sent$clock)
    );
    card$mirror$letters$slot0$waits waits(
        .d(waits$d),
        .q(waits$q),
        .clock(waits$clock)
    );
    card$mirror$letters$slot0$newest_bank newest_bank(
        .d(newest_bank$d),
        .q(newest_bank$q),
        .clock(newest_bank$clock)
    );
    card$mirror$letters$slot0$writing_bank writing_bank(
        .d(writing_bank$d),
        .q(writing_bank$q),
        .clock(writing_bank$clock)
    );
    card$mirror$letters$slot0$pause pause(
        .d(pause$d),
        .q(pause$q),
        .clock(pause$clock)
    );
    card$mirror$letters$slot0$answer answer(
        .d(answer$d),
        .q(answer$q),
        .clock(answer$clock)
    );
    card$mirror$letters$slot0$answering answering(
        .d(answering$d),
        .q(answering$q),
        .clock(answering$clock)
    );
    card$mirror$letters$slot0$seen seen(
        .d(seen$d),
        .q(seen$q),
        .clock(seen$clock)
    );
    card$mirror$letters$slot0$bank bank(
        .d(bank$d),
        .q(bank$q),
        .clock(bank$clock)
    );
    
    // Update code
    always @(*) begin
        sent$clock = clock;
        waits$clock = clock;
        newest_bank$clock = clock;
        writing_bank$clock = clock;
        pause$clock = clock;
        answer$clock = clock;
        answering$clock = clock;
        seen$clock = clock;
        bank$clock = clock;
        sent$d = sent$q;
        waits$d = waits$q;
        newest_bank$d = newest_bank$q;
        writing_bank$d = writing_bank$q;
        pause$d = pause$q;
        answer$d = answer$q;
        answering$d = answering$q;
        seen$d = seen$q;
        bank$d = bank$q;
        writing_now = writing_bank$q ^ ((32'h1) & 2'h3);
        if (|pause$q) begin
            pause$d = pause$q - 32'h1;
        end
        if (gone) begin
            pause$d = retry_ticks;
        end
        if (acked & (acked_count == sent$q)) begin
            waits$d = 1'b0;
        end
        if (again & |sent$q) begin
            waits$d = 1'b1;
            pause$d = ((32'h0) & 16'hffff);
        end
        avoid = newest_bank$q;
        if (busy) begin
            avoid = busy_bank;
        end
        if (send) begin
            sent$d = sent$q + 32'h1;
            waits$d = 1'b1;
            pause$d = ((32'h0) & 16'hffff);
            newest_bank$d = writing_now;
            writing_bank$d = ((writing_now ^ avoid) ^ ((32'h3) & 2'h3)) ^ ((32'h1) & 2'h3);
        end
        wants = waits$q & ~|pause$q;
        pending = waits$q;
        count = sent$q;
        newest = newest_bank$q;
        writing = writing_now;
        if (answered) begin
            answer$d = 1'b0;
        end
        if (arrived) begin
            answer$d = 1'b1;
            answering$d = arrived_count;
            seen$d = seen$q + 32'h1;
            bank$d = ~bank$q;
        end
        answers = answer$q;
        answer_count = answering$q;
        received = seen$q;
        shown = bank$q;
        if (reset) begin
            sent$d = ((32'h0) & 32'hffffffff);
            waits$d = 1'b0;
            newest_bank$d = ((32'h0) & 2'h3);
            writing_bank$d = ((32'h0) & 2'h3);
            pause$d = ((32'h0) & 16'hffff);
            answer$d = 1'b0;
            seen$d = ((32'h0) & 32'hffffffff);
        end
    end
    
endmodule // card$mirror$letters$slot0


module card$mirror$letters$slot0$answer(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$letters$slot0$answer


module card$mirror$letters$slot0$answering(d,q,clock);
    
    // Module arguments
    input wire  [31:0] d;
    output reg  [31:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 32'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$letters$slot0$answering


module card$mirror$letters$slot0$bank(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$letters$slot0$bank


module card$mirror$letters$slot0$newest_bank(d,q,clock);
    
    // Module arguments
    input wire  [1:0] d;
    output reg  [1:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 2'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$letters$slot0$newest_bank


module card$mirror$letters$slot0$pause(d,q,clock);
    
    // Module arguments
    input wire  [15:0] d;
    output reg  [15:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 16'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$letters$slot0$pause


module card$mirror$letters$slot0$seen(d,q,clock);
    
    // Module arguments
    input wire  [31:0] d;
    output reg  [31:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 32'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$letters$slot0$seen


module card$mirror$letters$slot0$sent(d,q,clock);
    
    // Module arguments
    input wire  [31:0] d;
    output reg  [31:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 32'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$letters$slot0$sent


module card$mirror$letters$slot0$waits(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$letters$slot0$waits


module card$mirror$letters$slot0$writing_bank(d,q,clock);
    
    // Module arguments
    input wire  [1:0] d;
    output reg  [1:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 2'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$letters$slot0$writing_bank


module card$mirror$letters$slot1(clock,reset,send,again,busy,busy_bank,gone,acked,acked_count,wants,pending,count,newest,writing,arrived,arrived_count,answered,answers,answer_count,received,shown);
    
    // Module arguments
    input wire  clock;
    input wire  reset;
    input wire  send;
    input wire  again;
    input wire  busy;
    input wire  [1:0] busy_bank;
    input wire  gone;
    input wire  acked;
    input wire  [31:0] acked_count;
    output reg  wants;
    output reg  pending;
    output reg  [31:0] count;
    output reg  [1:0] newest;
    output reg  [1:0] writing;
    input wire  arrived;
    input wire  [31:0] arrived_count;
    input wire  answered;
    output reg  answers;
    output reg  [31:0] answer_count;
    output reg  [31:0] received;
    output reg  shown;
    
    // Constant declarations
    localparam  retry_ticks = 16'h7d0;
    
    // Stub signals
    reg  [31:0] sent$d;
    wire  [31:0] sent$q;
    reg  sent$clock;
    reg  waits$d;
    wire  waits$q;
    reg  waits$clock;
    reg  [1:0] newest_bank$d;
    wire  [1:0] newest_bank$q;
    reg  newest_bank$clock;
    reg  [1:0] writing_bank$d;
    wire  [1:0] writing_bank$q;
    reg  writing_bank$clock;
    reg  [15:0] pause$d;
    wire  [15:0] pause$q;
    reg  pause$clock;
    reg  answer$d;
    wire  answer$q;
    reg  answer$clock;
    reg  [31:0] answering$d;
    wire  [31:0] answering$q;
    reg  answering$clock;
    reg  [31:0] seen$d;
    wire  [31:0] seen$q;
    reg  seen$clock;
    reg  bank$d;
    wire  bank$q;
    reg  bank$clock;
    
    // Local signals
    reg  [1:0] avoid;
    reg  [1:0] writing_now;
    
    // Sub module instances
    card$mirror$letters$slot1$sent sent(
        .d(sent$d),
        .q(sent$q),
        .clock(sent$clock)
    );
    card$mirror$letters$slot1$waits waits(
        .d(waits$d),
        .q(waits$q),
        .clock(waits$clock)
    );
    card$mirror$letters$slot1$newest_bank newest_bank(
        .d(newest_bank$d),
        .q(newest_bank$q),
        .clock(newest_bank$clock)
    );
    card$mirror$letters$slot1$writing_bank writing_bank(
        .d(writing_bank$d),
        .q(writing_bank$q),
        .clock(writing_bank$clock)
    );
    card$mirror$letters$slot1$pause pause(
        .d(pause$d),
        .q(pause$q),
        .clock(pause$clock)
    );
    card$mirror$letters$slot1$answer answer(
        .d(answer$d),
        .q(answer$q),
        .clock(answer$clock)
    );
    card$mirror$letters$slot1$answering answering(
        .d(answering$d),
        .q(answering$q),
        .clock(answering$clock)
    );
    card$mirror$letters$slot1$seen seen(
        .d(seen$d),
        .q(seen$q),
        .clock(seen$clock)
    );
    card$mirror$letters$slot1$bank bank(
        .d(bank$d),
        .q(bank$q),
        .clock(bank$clock)
    );
    
    // Update code
    always @(*) begin
        sent$clock = clock;
        waits$clock = clock;
        newest_bank$clock = clock;
        writing_bank$clock = clock;
        pause$clock = clock;
        answer$clock = clock;
        answering$clock = clock;
        seen$clock = clock;
        bank$clock = clock;
        sent$d = sent$q;
        waits$d = waits$q;
        newest_bank$d = newest_bank$q;
        writing_bank$d = writing_bank$q;
        pause$d = pause$q;
        answer$d = answer$q;
        answering$d = answering$q;
        seen$d = seen$q;
        bank$d = bank$q;
        writing_now = writing_bank$q ^ ((32'h1) & 2'h3);
        if (|pause$q) begin
            pause$d = pause$q - 32'h1;
        end
        if (gone) begin
            pause$d = retry_ticks;
        end
        if (acked & (acked_count == sent$q)) begin
            waits$d = 1'b0;
        end
        if (again & |sent$q) begin
            waits$d = 1'b1;
            pause$d = ((32'h0) & 16'hffff);
        end
        avoid = newest_bank$q;
        if (busy) begin
            avoid = busy_bank;
        end
        if (send) begin
            sent$d = sent$q + 32'h1;
            waits$d = 1'b1;
            pause$d = ((32'h0) & 16'hffff);
            newest_bank$d = writing_now;
            writing_bank$d = ((writing_now ^ avoid) ^ ((32'h3) & 2'h3)) ^ ((32'h1) & 2'h3);
        end
        wants = waits$q & ~|pause$q;
        pending = waits$q;
        count = sent$q;
        newest = newest_bank$q;
        writing = writing_now;
        if (answered) begin
            answer$d = 1'b0;
        end
        if (arrived) begin
            answer$d = 1'b1;
            answering$d = arrived_count;
            seen$d = seen$q + 32'h1;
            bank$d = ~bank$q;
        end
        answers = answer$q;
        answer_count = answering$q;
        received = seen$q;
        shown = bank$q;
        if (reset) begin
            sent$d = ((32'h0) & 32'hffffffff);
            waits$d = 1'b0;
            newest_bank$d = ((32'h0) & 2'h3);
            writing_bank$d = ((32'h0) & 2'h3);
            pause$d = ((32'h0) & 16'hffff);
            answer$d = 1'b0;
            seen$d = ((32'h0) & 32'hffffffff);
        end
    end
    
endmodule // card$mirror$letters$slot1


module card$mirror$letters$slot1$answer(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$letters$slot1$answer


module card$mirror$letters$slot1$answering(d,q,clock);
    
    // Module arguments
    input wire  [31:0] d;
    output reg  [31:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 32'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$letters$slot1$answering


module card$mirror$letters$slot1$bank(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$letters$slot1$bank


module card$mirror$letters$slot1$newest_bank(d,q,clock);
    
    // Module arguments
    input wire  [1:0] d;
    output reg  [1:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 2'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$letters$slot1$newest_bank


module card$mirror$letters$slot1$pause(d,q,clock);
    
    // Module arguments
    input wire  [15:0] d;
    output reg  [15:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 16'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$letters$slot1$pause


module card$mirror$letters$slot1$seen(d,q,clock);
    
    // Module arguments
    input wire  [31:0] d;
    output reg  [31:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 32'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$letters$slot1$seen


module card$mirror$letters$slot1$sent(d,q,clock);
    
    // Module arguments
    input wire  [31:0] d;
    output reg  [31:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 32'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$letters$slot1$sent


module card$mirror$letters$slot1$waits(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$letters$slot1$waits


module card$mirror$letters$slot1$writing_bank(d,q,clock);
    
    // Module arguments
    input wire  [1:0] d;
    output reg  [1:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 2'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$letters$slot1$writing_bank


module card$mirror$letters$slot2(clock,reset,send,again,busy,busy_bank,gone,acked,acked_count,wants,pending,count,newest,writing,arrived,arrived_count,answered,answers,answer_count,received,shown);
    
    // Module arguments
    input wire  clock;
    input wire  reset;
    input wire  send;
    input wire  again;
    input wire  busy;
    input wire  [1:0] busy_bank;
    input wire  gone;
    input wire  acked;
    input wire  [31:0] acked_count;
    output reg  wants;
    output reg  pending;
    output reg  [31:0] count;
    output reg  [1:0] newest;
    output reg  [1:0] writing;
    input wire  arrived;
    input wire  [31:0] arrived_count;
    input wire  answered;
    output reg  answers;
    output reg  [31:0] answer_count;
    output reg  [31:0] received;
    output reg  shown;
    
    // Constant declarations
    localparam  retry_ticks = 16'h7d0;
    
    // Stub signals
    reg  [31:0] sent$d;
    wire  [31:0] sent$q;
    reg  sent$clock;
    reg  waits$d;
    wire  waits$q;
    reg  waits$clock;
    reg  [1:0] newest_bank$d;
    wire  [1:0] newest_bank$q;
    reg  newest_bank$clock;
    reg  [1:0] writing_bank$d;
    wire  [1:0] writing_bank$q;
    reg  writing_bank$clock;
    reg  [15:0] pause$d;
    wire  [15:0] pause$q;
    reg  pause$clock;
    reg  answer$d;
    wire  answer$q;
    reg  answer$clock;
    reg  [31:0] answering$d;
    wire  [31:0] answering$q;
    reg  answering$clock;
    reg  [31:0] seen$d;
    wire  [31:0] seen$q;
    reg  seen$clock;
    reg  bank$d;
    wire  bank$q;
    reg  bank$clock;
    
    // Local signals
    reg  [1:0] avoid;
    reg  [1:0] writing_now;
    
    // Sub module instances
    card$mirror$letters$slot2$sent sent(
        .d(sent$d),
        .q(sent$q),
        .clock(sent$clock)
    );
    card$mirror$letters$slot2$waits waits(
        .d(waits$d),
        .q(waits$q),
        .clock(waits$clock)
    );
    card$mirror$letters$slot2$newest_bank newest_bank(
        .d(newest_bank$d),
        .q(newest_bank$q),
        .clock(newest_bank$clock)
    );
    card$mirror$letters$slot2$writing_bank writing_bank(
        .d(writing_bank$d),
        .q(writing_bank$q),
        .clock(writing_bank$clock)
    );
    card$mirror$letters$slot2$pause pause(
        .d(pause$d),
        .q(pause$q),
        .clock(pause$clock)
    );
    card$mirror$letters$slot2$answer answer(
        .d(answer$d),
        .q(answer$q),
        .clock(answer$clock)
    );
    card$mirror$letters$slot2$answering answering(
        .d(answering$d),
        .q(answering$q),
        .clock(answering$clock)
    );
    card$mirror$letters$slot2$seen seen(
        .d(seen$d),
        .q(seen$q),
        .clock(seen$clock)
    );
    card$mirror$letters$slot2$bank bank(
        .d(bank$d),
        .q(bank$q),
        .clock(bank$clock)
    );
    
    // Update code
    always @(*) begin
        sent$clock = clock;
        waits$clock = clock;
        newest_bank$clock = clock;
        writing_bank$clock = clock;
        pause$clock = clock;
        answer$clock = clock;
        answering$clock = clock;
        seen$clock = clock;
        bank$clock = clock;
        sent$d = sent$q;
        waits$d = waits$q;
        newest_bank$d = newest_bank$q;
        writing_bank$d = writing_bank$q;
        pause$d = pause$q;
        answer$d = answer$q;
        answering$d = answering$q;
        seen$d = seen$q;
        bank$d = bank$q;
        writing_now = writing_bank$q ^ ((32'h1) & 2'h3);
        if (|pause$q) begin
            pause$d = pause$q - 32'h1;
        end
        if (gone) begin
            pause$d = retry_ticks;
        end
        if (acked & (acked_count == sent$q)) begin
            waits$d = 1'b0;
        end
        if (again & |sent$q) begin
            waits$d = 1'b1;
            pause$d = ((32'h0) & 16'hffff);
        end
        avoid = newest_bank$q;
        if (busy) begin
            avoid = busy_bank;
        end
        if (send) begin
            sent$d = sent$q + 32'h1;
            waits$d = 1'b1;
            pause$d = ((32'h0) & 16'hffff);
            newest_bank$d = writing_now;
            writing_bank$d = ((writing_now ^ avoid) ^ ((32'h3) & 2'h3)) ^ ((32'h1) & 2'h3);
        end
        wants = waits$q & ~|pause$q;
        pending = waits$q;
        count = sent$q;
        newest = newest_bank$q;
        writing = writing_now;
        if (answered) begin
            answer$d = 1'b0;
        end
        if (arrived) begin
            answer$d = 1'b1;
            answering$d = arrived_count;
            seen$d = seen$q + 32'h1;
            bank$d = ~bank$q;
        end
        answers = answer$q;
        answer_count = answering$q;
        received = seen$q;
        shown = bank$q;
        if (reset) begin
            sent$d = ((32'h0) & 32'hffffffff);
            waits$d = 1'b0;
            newest_bank$d = ((32'h0) & 2'h3);
            writing_bank$d = ((32'h0) & 2'h3);
            pause$d = ((32'h0) & 16'hffff);
            answer$d = 1'b0;
            seen$d = ((32'h0) & 32'hffffffff);
        end
    end
    
endmodule // card$mirror$letters$slot2


module card$mirror$letters$slot2$answer(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$letters$slot2$answer


module card$mirror$letters$slot2$answering(d,q,clock);
    
    // Module arguments
    input wire  [31:0] d;
    output reg  [31:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 32'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$letters$slot2$answering


module card$mirror$letters$slot2$bank(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$letters$slot2$bank


module card$mirror$letters$slot2$newest_bank(d,q,clock);
    
    // Module arguments
    input wire  [1:0] d;
    output reg  [1:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 2'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$letters$slot2$newest_bank


module card$mirror$letters$slot2$pause(d,q,clock);
    
    // Module arguments
    input wire  [15:0] d;
    output reg  [15:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 16'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$letters$slot2$pause


module card$mirror$letters$slot2$seen(d,q,clock);
    
    // Module arguments
    input wire  [31:0] d;
    output reg  [31:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 32'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$letters$slot2$seen


module card$mirror$letters$slot2$sent(d,q,clock);
    
    // Module arguments
    input wire  [31:0] d;
    output reg  [31:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 32'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$letters$slot2$sent


module card$mirror$letters$slot2$waits(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$letters$slot2$waits


module card$mirror$letters$slot2$writing_bank(d,q,clock);
    
    // Module arguments
    input wire  [1:0] d;
    output reg  [1:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 2'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$letters$slot2$writing_bank


module card$mirror$letters$slot3(clock,reset,send,again,busy,busy_bank,gone,acked,acked_count,wants,pending,count,newest,writing,arrived,arrived_count,answered,answers,answer_count,received,shown);
    
    // Module arguments
    input wire  clock;
    input wire  reset;
    input wire  send;
    input wire  again;
    input wire  busy;
    input wire  [1:0] busy_bank;
    input wire  gone;
    input wire  acked;
    input wire  [31:0] acked_count;
    output reg  wants;
    output reg  pending;
    output reg  [31:0] count;
    output reg  [1:0] newest;
    output reg  [1:0] writing;
    input wire  arrived;
    input wire  [31:0] arrived_count;
    input wire  answered;
    output reg  answers;
    output reg  [31:0] answer_count;
    output reg  [31:0] received;
    output reg  shown;
    
    // Constant declarations
    localparam  retry_ticks = 16'h7d0;
    
    // Stub signals
    reg  [31:0] sent$d;
    wire  [31:0] sent$q;
    reg  sent$clock;
    reg  waits$d;
    wire  waits$q;
    reg  waits$clock;
    reg  [1:0] newest_bank$d;
    wire  [1:0] newest_bank$q;
    reg  newest_bank$clock;
    reg  [1:0] writing_bank$d;
    wire  [1:0] writing_bank$q;
    reg  writing_bank$clock;
    reg  [15:0] pause$d;
    wire  [15:0] pause$q;
    reg  pause$clock;
    reg  answer$d;
    wire  answer$q;
    reg  answer$clock;
    reg  [31:0] answering$d;
    wire  [31:0] answering$q;
    reg  answering$clock;
    reg  [31:0] seen$d;
    wire  [31:0] seen$q;
    reg  seen$clock;
    reg  bank$d;
    wire  bank$q;
    reg  bank$clock;
    
    // Local signals
    reg  [1:0] avoid;
    reg  [1:0] writing_now;
    
    // Sub module instances
    card$mirror$letters$slot3$sent sent(
        .d(sent$d),
        .q(sent$q),
        .clock(sent$clock)
    );
    card$mirror$letters$slot3$waits waits(
        .d(waits$d),
        .q(waits$q),
        .clock(waits$clock)
    );
    card$mirror$letters$slot3$newest_bank newest_bank(
        .d(newest_bank$d),
        .q(newest_bank$q),
        .clock(newest_bank$clock)
    );
    card$mirror$letters$slot3$writing_bank writing_bank(
        .d(writing_bank$d),
        .q(writing_bank$q),
        .clock(writing_bank$clock)
    );
    card$mirror$letters$slot3$pause pause(
        .d(pause$d),
        .q(pause$q),
        .clock(pause$clock)
    );
    card$mirror$letters$slot3$answer answer(
        .d(answer$d),
        .q(answer$q),
        .clock(answer$clock)
    );
    card$mirror$letters$slot3$answering answering(
        .d(answering$d),
        .q(answering$q),
        .clock(answering$clock)
    );
    card$mirror$letters$slot3$seen seen(
        .d(seen$d),
        .q(seen$q),
        .clock(seen$clock)
    );
    card$mirror$letters$slot3$bank bank(
        .d(bank$d),
        .q(bank$q),
        .clock(bank$clock)
    );
    
    // Update code
    always @(*) begin
        sent$clock = clock;
        waits$clock = clock;
        newest_bank$clock = clock;
        writing_bank$clock = clock;
        pause$clock = clock;
        answer$clock = clock;
        answering$clock = clock;
        seen$clock = clock;
        bank$clock = clock;
        sent$d = sent$q;
        waits$d = waits$q;
        newest_bank$d = newest_bank$q;
        writing_bank$d = writing_bank$q;
        pause$d = pause$q;
        answer$d = answer$q;
        answering$d = answering$q;
        seen$d = seen$q;
        bank$d = bank$q;
        writing_now = writing_bank$q ^ ((32'h1) & 2'h3);
        if (|pause$q) begin
            pause$d = pause$q - 32'h1;
        end
        if (gone) begin
            pause$d = retry_ticks;
        end
        if (acked & (acked_count == sent$q)) begin
            waits$d = 1'b0;
        end
        if (again & |sent$q) begin
            waits$d = 1'b1;
            pause$d = ((32'h0) & 16'hffff);
        end
        avoid = newest_bank$q;
        if (busy) begin
            avoid = busy_bank;
        end
        if (send) begin
            sent$d = sent$q + 32'h1;
            waits$d = 1'b1;
            pause$d = ((32'h0) & 16'hffff);
            newest_bank$d = writing_now;
            writing_bank$d = ((writing_now ^ avoid) ^ ((32'h3) & 2'h3)) ^ ((32'h1) & 2'h3);
        end
        wants = waits$q & ~|pause$q;
        pending = waits$q;
        count = sent$q;
        newest = newest_bank$q;
        writing = writing_now;
        if (answered) begin
            answer$d = 1'b0;
        end
        if (arrived) begin
            answer$d = 1'b1;
            answering$d = arrived_count;
            seen$d = seen$q + 32'h1;
            bank$d = ~bank$q;
        end
        answers = answer$q;
        answer_count = answering$q;
        received = seen$q;
        shown = bank$q;
        if (reset) begin
            sent$d = ((32'h0) & 32'hffffffff);
            waits$d = 1'b0;
            newest_bank$d = ((32'h0) & 2'h3);
            writing_bank$d = ((32'h0) & 2'h3);
            pause$d = ((32'h0) & 16'hffff);
            answer$d = 1'b0;
            seen$d = ((32'h0) & 32'hffffffff);
        end
    end
    
endmodule // card$mirror$letters$slot3


module card$mirror$letters$slot3$answer(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$letters$slot3$answer


module card$mirror$letters$slot3$answering(d,q,clock);
    
    // Module arguments
    input wire  [31:0] d;
    output reg  [31:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 32'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$letters$slot3$answering


module card$mirror$letters$slot3$bank(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$letters$slot3$bank


module card$mirror$letters$slot3$newest_bank(d,q,clock);
    
    // Module arguments
    input wire  [1:0] d;
    output reg  [1:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 2'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$letters$slot3$newest_bank


module card$mirror$letters$slot3$pause(d,q,clock);
    
    // Module arguments
    input wire  [15:0] d;
    output reg  [15:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 16'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$letters$slot3$pause


module card$mirror$letters$slot3$seen(d,q,clock);
    
    // Module arguments
    input wire  [31:0] d;
    output reg  [31:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 32'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$letters$slot3$seen


module card$mirror$letters$slot3$sent(d,q,clock);
    
    // Module arguments
    input wire  [31:0] d;
    output reg  [31:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 32'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$letters$slot3$sent


module card$mirror$letters$slot3$waits(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$letters$slot3$waits


module card$mirror$letters$slot3$writing_bank(d,q,clock);
    
    // Module arguments
    input wire  [1:0] d;
    output reg  [1:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 2'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$letters$slot3$writing_bank


module card$mirror$letters$step(d,q,clock);
    
    // Module arguments
    input wire  [1:0] d;
    output reg  [1:0] q;
    input wire  clock;
    
    // Enums
    localparam Step$Look = 0;
    localparam Step$Ask = 1;
    localparam Step$Send = 2;
    localparam Step$Rest = 3;
    
    // Update code (custom)
    initial begin
       q = 64'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$letters$step


module card$mirror$letters$turn(d,q,clock);
    
    // Module arguments
    input wire  [1:0] d;
    output reg  [1:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 2'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$letters$turn


module card$mirror$letters$was_up(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$letters$was_up


module card$mirror$marks(clock,reset,retire,receipt,flush,changed0,changed1,enable0,enable1,declared,mirroring,armed,refused,accepted,mirrored_valid,mirrored_queue,mirrored_mark,start_retired,done_retired);
    
    // Module arguments
    input wire  clock;
    input wire  reset;
    input wire  retire;
    input wire  [70:0] receipt;
    input wire  flush;
    input wire  changed0;
    input wire  changed1;
    input wire  enable0;
    input wire  enable1;
    input wire  [1:0] declared;
    input wire  mirroring;
    input wire  armed;
    input wire  [1:0] refused;
    input wire  accepted;
    output reg  mirrored_valid;
    output reg  [5:0] mirrored_queue;
    output reg  [47:0] mirrored_mark;
    output reg  start_retired;
    output reg  done_retired;
    
    // Constant declarations
    localparam  kind_queue = 4'h1;
    localparam  kind_sync_start = 4'h2;
    localparam  kind_sync_done = 4'h3;
    
    // Stub signals
    reg  [47:0] mark0$d;
    wire  [47:0] mark0$q;
    reg  mark0$clock;
    reg  [47:0] mark1$d;
    wire  [47:0] mark1$q;
    reg  mark1$clock;
    reg  good0$d;
    wire  good0$q;
    reg  good0$clock;
    reg  good1$d;
    wire  good1$q;
    reg  good1$clock;
    reg  waits0$d;
    wire  waits0$q;
    reg  waits0$clock;
    reg  waits1$d;
    wire  waits1$q;
    reg  waits1$clock;
    reg  [7:0] open0$d;
    wire  [7:0] open0$q;
    reg  open0$clock;
    reg  [7:0] open1$d;
    wire  [7:0] open1$q;
    reg  open1$clock;
    reg  emit0$d;
    wire  emit0$q;
    reg  emit0$clock;
    reg  emit1$d;
    wire  emit1$q;
    reg  emit1$clock;
    reg  out_valid$d;
    wire  out_valid$q;
    reg  out_valid$clock;
    reg  [5:0] out_queue$d;
    wire  [5:0] out_queue$q;
    reg  out_queue$clock;
    reg  [47:0] out_mark$d;
    wire  [47:0] out_mark$q;
    reg  out_mark$clock;
    
    // Local signals
    reg  void0;
    reg  void1;
    reg  counts;
    reg  [3:0] kind;
    reg  [5:0] queue;
    reg  [47:0] mark;
    reg  is_line;
    reg  is_queue;
    reg  line0;
    reg  line1;
    reg  queue0;
    reg  queue1;
    
    // Sub module instances
    card$mirror$marks$mark0 mark0(
        .d(mark0$d),
        .q(mark0$q),
        .clock(mark0$clock)
    );
    card$mirror$marks$mark1 mark1(
        .d(mark1$d),
        .q(mark1$q),
        .clock(mark1$clock)
    );
    card$mirror$marks$good0 good0(
        .d(good0$d),
        .q(good0$q),
        .clock(good0$clock)
    );
    card$mirror$marks$good1 good1(
        .d(good1$d),
        .q(good1$q),
        .clock(good1$clock)
    );
    card$mirror$marks$waits0 waits0(
        .d(waits0$d),
        .q(waits0$q),
        .clock(waits0$clock)
    );
    card$mirror$marks$waits1 waits1(
        .d(waits1$d),
        .q(waits1$q),
        .clock(waits1$clock)
    );
    card$mirror$marks$open0 open0(
        .d(open0$d),
        .q(open0$q),
        .clock(open0$clock)
    );
    card$mirror$marks$open1 open1(
        .d(open1$d),
        .q(open1$q),
        .clock(open1$clock)
    );
    card$mirror$marks$emit0 emit0(
        .d(emit0$d),
        .q(emit0$q),
        .clock(emit0$clock)
    );
    card$mirror$marks$emit1 emit1(
        .d(emit1$d),
        .q(emit1$q),
        .clock(emit1$clock)
    );
    card$mirror$marks$out_valid out_valid(
        .d(out_valid$d),
        .q(out_valid$q),
        .clock(out_valid$clock)
    );
    card$mirror$marks$out_queue out_queue(
        .d(out_queue$d),
        .q(out_queue$q),
        .clock(out_queue$clock)
    );
    card$mirror$marks$out_mark out_mark(
        .d(out_mark$d),
        .q(out_mark$q),
        .clock(out_mark$clock)
    );
    
    // Update code
    always @(*) begin
        mark0$clock = clock;
        mark1$clock = clock;
        good0$clock = clock;
        good1$clock = clock;
        waits0$clock = clock;
        waits1$clock = clock;
        open0$clock = clock;
        open1$clock = clock;
        emit0$clock = clock;
        emit1$clock = clock;
        out_valid$clock = clock;
        out_queue$clock = clock;
        out_mark$clock = clock;
        mark0$d = mark0$q;
        mark1$d = mark1$q;
        good0$d = good0$q;
        good1$d = good1$q;
        waits0$d = waits0$q;
        waits1$d = waits1$q;
        open0$d = open0$q;
        open1$d = open1$q;
        emit0$d = emit0$q;
        emit1$d = emit1$q;
        out_valid$d = out_valid$q;
        out_queue$d = out_queue$q;
        out_mark$d = out_mark$q;
        void0 = (changed0 | ~enable0) | refused[32'h0];
        void1 = (changed1 | ~enable1) | refused[32'h1];
        counts = mirroring & armed;
        kind = receipt[(64'h0)+:(4)];
        queue = receipt[(64'h5)+:(6)];
        mark = receipt[(64'hb)+:(48)];
        is_line = retire & receipt[(64'h4)+:(1)];
        is_queue = retire & (kind == kind_queue);
        line0 = is_line & ~|queue & good0$q & ~void0;
        line1 = is_line & (queue == ((32'h1) & 6'h3f)) & good1$q & ~void1;
        queue0 = is_queue & ~|queue;
        queue1 = is_queue & (queue == ((32'h1) & 6'h3f));
        start_retired = retire & (kind == kind_sync_start);
        done_retired = retire & (kind == kind_sync_done);
        out_valid$d = 1'b0;
        out_queue$d = queue;
        out_mark$d = mark;
        if (line0 | line1) begin
            out_valid$d = counts;
            if (mirroring & ~armed) begin
                emit0$d = emit0$q | line0;
                emit1$d = emit1$q | line1;
            end
        end
        else if (emit0$q & armed) begin
            emit0$d = 1'b0;
            out_valid$d = good0$q & ~void0;
            out_queue$d = ((32'h0) & 6'h3f);
            out_mark$d = mark0$q;
        end
        else if (emit1$q & armed) begin
            emit1$d = 1'b0;
            out_valid$d = good1$q & ~void1;
            out_queue$d = ((32'h1) & 6'h3f);
            out_mark$d = mark1$q;
        end
        if (declared[32'h0]) begin
            waits0$d = 1'b0;
        end
        if (declared[32'h1]) begin
            waits1$d = 1'b0;
        end
        if (declared[32'h0] & ~queue0) begin
            open0$d = open0$q + 32'h1;
        end
        else if (~declared[32'h0] & queue0) begin
            open0$d = open0$q - 32'h1;
            good0$d = (open0$q == ((32'h1) & 8'hff)) & ~waits0$q;
            emit0$d = mirroring;
        end
        if (declared[32'h1] & ~queue1) begin
            open1$d = open1$q + 32'h1;
        end
        else if (~declared[32'h1] & queue1) begin
            open1$d = open1$q - 32'h1;
            good1$d = (open1$q == ((32'h1) & 8'hff)) & ~waits1$q;
            emit1$d = mirroring;
        end
        if (void0) begin
            good0$d = 1'b0;
            waits0$d = waits0$q | changed0;
        end
        if (void1) begin
            good1$d = 1'b0;
            waits1$d = waits1$q | changed1;
        end
        if (line0 | queue0) begin
            mark0$d = mark;
        end
        if (line1 | queue1) begin
            mark1$d = mark;
        end
        if (accepted) begin
            emit0$d = 1'b1;
            emit1$d = 1'b1;
        end
        mirrored_valid = out_valid$q & ~void0;
        if (|out_queue$q) begin
            mirrored_valid = out_valid$q & ~void1;
        end
        mirrored_queue = out_queue$q;
        mirrored_mark = out_mark$q;
        if (flush | reset) begin
            good0$d = 1'b0;
            good1$d = 1'b0;
            open0$d = ((32'h0) & 8'hff);
            open1$d = ((32'h0) & 8'hff);
            emit0$d = 1'b0;
            emit1$d = 1'b0;
            out_valid$d = 1'b0;
        end
        if (reset) begin
            waits0$d = 1'b0;
            waits1$d = 1'b0;
        end
    end
    
endmodule // card$mirror$marks


module card$mirror$marks$emit0(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$marks$emit0


module card$mirror$marks$emit1(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$marks$emit1


module card$mirror$marks$good0(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$marks$good0


module card$mirror$marks$good1(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$marks$good1


module card$mirror$marks$mark0(d,q,clock);
    
    // Module arguments
    input wire  [47:0] d;
    output reg  [47:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 48'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$marks$mark0


module card$mirror$marks$mark1(d,q,clock);
    
    // Module arguments
    input wire  [47:0] d;
    output reg  [47:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 48'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$marks$mark1


module card$mirror$marks$open0(d,q,clock);
    
    // Module arguments
    input wire  [7:0] d;
    output reg  [7:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 8'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$marks$open0


module card$mirror$marks$open1(d,q,clock);
    
    // Module arguments
    input wire  [7:0] d;
    output reg  [7:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 8'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$marks$open1


module card$mirror$marks$out_mark(d,q,clock);
    
    // Module arguments
    input wire  [47:0] d;
    output reg  [47:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 48'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$marks$out_mark


module card$mirror$marks$out_queue(d,q,clock);
    
    // Module arguments
    input wire  [5:0] d;
    output reg  [5:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 6'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$marks$out_queue


module card$mirror$marks$out_valid(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$marks$out_valid


module card$mirror$marks$waits0(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$marks$waits0


module card$mirror$marks$waits1(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$marks$waits1


module card$mirror$outbox(clock,reset,put,data,close,entry,mark,room,flush,adopt,wanted,plausible,ack_valid,ack,ack_fits,rewind,pending,sequence,next_entry,next_sequence,take,beat_address,beat,retire,receipt,empty,unacked,progress,backlog);
    
    // Module arguments
    input wire  clock;
    input wire  reset;
    input wire  put;
    input wire  [127:0] data;
    input wire  close;
    input wire  [75:0] entry;
    input wire  [47:0] mark;
    output reg  room;
    input wire  flush;
    input wire  adopt;
    input wire  [23:0] wanted;
    output reg  plausible;
    input wire  ack_valid;
    input wire  [23:0] ack;
    output reg  ack_fits;
    input wire  rewind;
    output reg  pending;
    output reg  [23:0] sequence;
    output reg  [75:0] next_entry;
    output reg  [23:0] next_sequence;
    input wire  take;
    input wire  [10:0] beat_address;
    output reg  [127:0] beat;
    output reg  retire;
    output reg  [70:0] receipt;
    output reg  empty;
    output reg  unacked;
    output reg  progress;
    output reg  backlog;
    
    // Constant declarations
    localparam  beats_limit = 12'h7f0;
    localparam  frames_limit = 24'h1fe;
    
    // Stub signals
    reg  [10:0] beats$read_address;
    reg  beats$read_clock;
    wire  [127:0] beats$read_data;
    reg  [10:0] beats$write_address;
    reg  beats$write_clock;
    reg  [127:0] beats$write_data;
    reg  beats$write_enable;
    reg  [8:0] entries$read_address;
    reg  entries$read_clock;
    wire  [75:0] entries$read_data;
    reg  [8:0] entries$write_address;
    reg  entries$write_clock;
    reg  [75:0] entries$write_data;
    reg  entries$write_enable;
    reg  [8:0] receipts$read_address;
    reg  receipts$read_clock;
    wire  [70:0] receipts$read_data;
    reg  [8:0] receipts$write_address;
    reg  receipts$write_clock;
    reg  [70:0] receipts$write_data;
    reg  receipts$write_enable;
    reg  [23:0] retired$d;
    wire  [23:0] retired$q;
    reg  retired$clock;
    reg  [23:0] acked$d;
    wire  [23:0] acked$q;
    reg  acked$clock;
    reg  [23:0] sending$d;
    wire  [23:0] sending$q;
    reg  sending$clock;
    reg  [23:0] high$d;
    wire  [23:0] high$q;
    reg  high$clock;
    reg  [23:0] written$d;
    wire  [23:0] written$q;
    reg  written$clock;
    reg  [23:0] visible$d;
    wire  [23:0] visible$q;
    reg  visible$clock;
    reg  [11:0] freed$d;
    wire  [11:0] freed$q;
    reg  freed$clock;
    reg  [11:0] filled$d;
    wire  [11:0] filled$q;
    reg  filled$clock;
    reg  [11:0] begun$d;
    wire  [11:0] begun$q;
    reg  begun$clock;
    
    // Local signals
    reg  [11:0] filled_next;
    reg  [23:0] sending_next;
    reg  [23:0] retired_next;
    reg  [75:0] stored;
    reg  [70:0] filed;
    reg  [3:0] flags;
    reg  [11:0] used_beats;
    reg  [23:0] used_frames;
    reg  [23:0] ack_distance;
    reg  [23:0] high_distance;
    reg  [23:0] sending_distance;
    reg  [23:0] wanted_distance;
    reg  [23:0] ahead;
    reg  [23:0] waiting;
    reg  good_ack;
    reg  behind;
    reg  retiring;
    
    // Sub module instances
    card$mirror$outbox$beats beats(
        .read_address(beats$read_address),
        .read_clock(beats$read_clock),
        .read_data(beats$read_data),
        .write_address(beats$write_address),
        .write_clock(beats$write_clock),
        .write_data(beats$write_data),
        .write_enable(beats$write_enable)
    );
    card$mirror$outbox$entries entries(
        .read_address(entries$read_address),
        .read_clock(entries$read_clock),
        .read_data(entries$read_data),
        .write_address(entries$write_address),
        .write_clock(entries$write_clock),
        .write_data(entries$write_data),
        .write_enable(entries$write_enable)
    );
    card$mirror$outbox$receipts receipts(
        .read_address(receipts$read_address),
        .read_clock(receipts$read_clock),
        .read_data(receipts$read_data),
        .write_address(receipts$write_address),
        .write_clock(receipts$write_clock),
        .write_data(receipts$write_data),
        .write_enable(receipts$write_enable)
    );
    card$mirror$outbox$retired retired(
        .d(retired$d),
        .q(retired$q),
        .clock(retired$clock)
    );
    card$mirror$outbox$acked acked(
        .d(acked$d),
        .q(acked$q),
        .clock(acked$clock)
    );
    card$mirror$outbox$sending sending(
        .d(sending$d),
        .q(sending$q),
        .clock(sending$clock)
    );
    card$mirror$outbox$high high(
        .d(high$d),
        .q(high$q),
        .clock(high$clock)
    );
    card$mirror$outbox$written written(
        .d(written$d),
        .q(written$q),
        .clock(written$clock)
    );
    card$mirror$outbox$visible visible(
        .d(visible$d),
        .q(visible$q),
        .clock(visible$clock)
    );
    card$mirror$outbox$freed freed(
        .d(freed$d),
        .q(freed$q),
        .clock(freed$clock)
    );
    card$mirror$outbox$filled filled(
        .d(filled$d),
        .q(filled$q),
        .clock(filled$clock)
    );
    card$mirror$outbox$begun begun(
        .d(begun$d),
        .q(begun$q),
        .clock(begun$clock)
    );
    
    // Update code
    always @(*) begin
        retired$clock = clock;
        acked$clock = clock;
        sending$clock = clock;
        high$clock = clock;
        written$clock = clock;
        visible$clock = clock;
        freed$clock = clock;
        filled$clock = clock;
        begun$clock = clock;
        retired$d = retired$q;
        acked$d = acked$q;
        sending$d = sending$q;
        high$d = high$q;
        written$d = written$q;
        visible$d = visible$q;
        freed$d = freed$q;
        filled$d = filled$q;
        begun$d = begun$q;
        beats$read_clock = clock;
        beats$write_clock = clock;
        entries$read_clock = clock;
        entries$write_clock = clock;
        receipts$read_clock = clock;
        receipts$write_clock = clock;
        filled_next = filled$q;
        if (put) begin
            filled_next = filled$q + 32'h1;
        end
        filled$d = filled_next;
        beats$write_enable = put;
        beats$write_address = ((filled$q) & 11'h7ff);
        beats$write_data = data;
        stored = entry;
        stored[(64'h41)+:(11)] = ((begun$q) & 11'h7ff);
        entries$write_enable = close;
        entries$write_address = ((written$q) & 9'h1ff);
        entries$write_data = stored;
        filed[(64'h0)+:(4)] = entry[(64'h0)+:(4)];
        flags = entry[(64'h4)+:(4)];
        filed[(64'h4)+:(1)] = flags[32'h2];
        filed[(64'h5)+:(6)] = entry[(64'h2b)+:(6)];
        filed[(64'hb)+:(48)] = mark;
        filed[(64'h3b)+:(12)] = filled_next;
        receipts$write_enable = close;
        receipts$write_address = ((written$q) & 9'h1ff);
        receipts$write_data = filed;
        visible$d = written$q;
        if (close) begin
            written$d = written$q + 32'h1;
            begun$d = filled_next;
        end
        used_beats = filled$q - freed$q;
        used_frames = written$q - retired$q;
        room = (used_beats <= beats_limit) & (used_frames < frames_limit);
        ack_distance = ack - acked$q;
        high_distance = high$q - acked$q;
        ack_fits = ack_distance <= high_distance;
        good_ack = ack_valid & ack_fits & |ack_distance;
        if (good_ack) begin
            acked$d = ack;
        end
        progress = good_ack;
        wanted_distance = wanted - acked$q;
        plausible = (wanted_distance <= high_distance) | wanted_distance[32'h17];
        sending_distance = sending$q - acked$q;
        behind = sending_distance > high_distance;
        sending_next = sending$q;
        if (take) begin
            sending_next = sending$q + 32'h1;
            if (sending$q == high$q) begin
                high$d = high$q + 32'h1;
            end
        end
        if (behind | rewind) begin
            sending_next = acked$q;
        end
        pending = (sending$q != visible$q) & ~behind & ~rewind;
        waiting = written$q - sending$q;
        backlog = waiting > ((32'h1) & 24'hffffff);
        sequence = sending$q;
        next_sequence = written$q;
        next_entry = entries$read_data;
        beats$read_address = beat_address;
        beat = beats$read_data;
        retiring = retired$q != acked$q;
        retired_next = retired$q;
        if (retiring) begin
            retired_next = retired$q + 32'h1;
            freed$d = receipts$read_data[(64'h3b)+:(12)];
        end
        retire = retiring;
        receipt = receipts$read_data;
        empty = retired$q == written$q;
        unacked = acked$q != high$q;
        ahead = wanted - written$q;
        if (flush) begin
            acked$d = written$q;
            high$d = written$q;
            written$d = written$q;
            retired_next = written$q;
            sending_next = written$q;
            freed$d = filled$q;
            filled$d = filled$q;
            begun$d = filled$q;
        end
        else if (adopt & ~ahead[32'h17] & ~close) begin
            acked$d = wanted;
            high$d = wanted;
            written$d = wanted;
            visible$d = wanted;
            retired_next = wanted;
            sending_next = wanted;
        end
        if (reset) begin
            acked$d = ((32'h0) & 24'hffffff);
            high$d = ((32'h0) & 24'hffffff);
            written$d = ((32'h0) & 24'hffffff);
            visible$d = ((32'h0) & 24'hffffff);
            retired_next = ((32'h0) & 24'hffffff);
            sending_next = ((32'h0) & 24'hffffff);
            freed$d = ((32'h0) & 12'hfff);
            filled$d = ((32'h0) & 12'hfff);
            begun$d = ((32'h0) & 12'hfff);
        end
        sending$d = sending_next;
        entries$read_address = ((sending_next) & 9'h1ff);
        retired$d = retired_next;
        receipts$read_address = ((retired_next) & 9'h1ff);
    end
    
endmodule // card$mirror$outbox


module card$mirror$outbox$acked(d,q,clock);
    
    // Module arguments
    input wire  [23:0] d;
    output reg  [23:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 24'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$outbox$acked


module card$mirror$outbox$beats(read_address,read_clock,read_data,write_address,write_clock,write_data,write_enable);
    
    // Module arguments
    input wire  [10:0] read_address;
    input wire  read_clock;
    output reg  [127:0] read_data;
    input wire  [10:0] write_address;
    input wire  write_clock;
    input wire  [127:0] write_data;
    input wire  write_enable;
    
    // Update code (custom)
    reg[127:0] mem[2047:0];
    
    
    
    always @(posedge read_clock) begin
       read_data <= mem[read_address];
    end
    
    always @(posedge write_clock) begin
       if (write_enable) begin
          mem[write_address] <= write_data;
       end
    end
                
endmodule // card$mirror$outbox$beats


module card$mirror$outbox$begun(d,q,clock);
    
    // Module arguments
    input wire  [11:0] d;
    output reg  [11:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 12'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$outbox$begun


module card$mirror$outbox$entries(read_address,read_clock,read_data,write_address,write_clock,write_data,write_enable);
    
    // Module arguments
    input wire  [8:0] read_address;
    input wire  read_clock;
    output reg  [75:0] read_data;
    input wire  [8:0] write_address;
    input wire  write_clock;
    input wire  [75:0] write_data;
    input wire  write_enable;
    
    // Update code (custom)
    reg[75:0] mem[511:0];
    
    
    
    always @(posedge read_clock) begin
       read_data <= mem[read_address];
    end
    
    always @(posedge write_clock) begin
       if (write_enable) begin
          mem[write_address] <= write_data;
       end
    end
                
endmodule // card$mirror$outbox$entries


module card$mirror$outbox$filled(d,q,clock);
    
    // Module arguments
    input wire  [11:0] d;
    output reg  [11:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 12'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$outbox$filled


module card$mirror$outbox$freed(d,q,clock);
    
    // Module arguments
    input wire  [11:0] d;
    output reg  [11:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 12'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$outbox$freed


module card$mirror$outbox$high(d,q,clock);
    
    // Module arguments
    input wire  [23:0] d;
    output reg  [23:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 24'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$outbox$high


module card$mirror$outbox$receipts(read_address,read_clock,read_data,write_address,write_clock,write_data,write_enable);
    
    // Module arguments
    input wire  [8:0] read_address;
    input wire  read_clock;
    output reg  [70:0] read_data;
    input wire  [8:0] write_address;
    input wire  write_clock;
    input wire  [70:0] write_data;
    input wire  write_enable;
    
    // Update code (custom)
    reg[70:0] mem[511:0];
    
    
    
    always @(posedge read_clock) begin
       read_data <= mem[read_address];
    end
    
    always @(posedge write_clock) begin
       if (write_enable) begin
          mem[write_address] <= write_data;
       end
    end
                
endmodule // card$mirror$outbox$receipts


module card$mirror$outbox$retired(d,q,clock);
    
    // Module arguments
    input wire  [23:0] d;
    output reg  [23:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 24'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$outbox$retired


module card$mirror$outbox$sending(d,q,clock);
    
    // Module arguments
    input wire  [23:0] d;
    output reg  [23:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 24'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$outbox$sending


module card$mirror$outbox$visible(d,q,clock);
    
    // Module arguments
    input wire  [23:0] d;
    output reg  [23:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 24'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$outbox$visible


module card$mirror$outbox$written(d,q,clock);
    
    // Module arguments
    input wire  [23:0] d;
    output reg  [23:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 24'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$outbox$written


module card$mirror$receiver(clock,reset,data,control,line_valid,up,forget,bar,stop,good,bad,accepted,duplicate,gap,complete,started,kind,length,ack,armed,fenced,first_payload,second_payload,session,expected,line_start,line_body,line_beat,valid,beat,ready,empty);
    
    // Module arguments
    input wire  clock;
    input wire  reset;
    input wire  [127:0] data;
    input wire  control;
    input wire  line_valid;
    input wire  up;
    input wire  forget;
    input wire  bar;
    input wire  stop;
    output reg  good;
    output reg  bad;
    output reg  accepted;
    output reg  duplicate;
    output reg  gap;
    output reg  complete;
    output reg  started;
    output reg  [3:0] kind;
    output reg  [8:0] length;
    output reg  [23:0] ack;
    output reg  armed;
    output reg  [1:0] fenced;
    output reg  [127:0] first_payload;
    output reg  [127:0] second_payload;
    output reg  [7:0] session;
    output reg  [23:0] expected;
    output reg  line_start;
    output reg  line_body;
    output reg  [127:0] line_beat;
    output reg  valid;
    output reg  [127:0] beat;
    input wire  ready;
    output reg  empty;
    
    // Constant declarations
    localparam  block_start = 8'h78;
    localparam  block_terminate = 8'hff;
    localparam  kind_data = 4'h0;
    localparam  kind_sync_start = 4'h2;
    localparam  local_units = 33'h80000;
    localparam  largest = 9'b1000000;
    localparam  depth = 13'b1000000000000;
    
    // Stub signals
    reg  [127:0] taken$d;
    wire  [127:0] taken$q;
    reg  taken$clock;
    reg  taken_control$d;
    wire  taken_control$q;
    reg  taken_control$clock;
    reg  taken_valid$d;
    wire  taken_valid$q;
    reg  taken_valid$clock;
    reg  inside$d;
    wire  inside$q;
    reg  inside$clock;
    reg  [8:0] left$d;
    wire  [8:0] left$q;
    reg  left$clock;
    reg  [127:0] parsed$d;
    wire  [127:0] parsed$q;
    reg  parsed$clock;
    reg  parsed_start$d;
    wire  parsed_start$q;
    reg  parsed_start$clock;
    reg  parsed_body$d;
    wire  parsed_body$q;
    reg  parsed_body$clock;
    reg  parsed_end$d;
    wire  parsed_end$q;
    reg  parsed_end$clock;
    reg  parsed_bad$d;
    wire  parsed_bad$q;
    reg  parsed_bad$clock;
    reg  [127:0] reduced$d;
    wire  [127:0] reduced$q;
    reg  reduced$clock;
    reg  reduced_start$d;
    wire  reduced_start$q;
    reg  reduced_start$clock;
    reg  reduced_body$d;
    wire  reduced_body$q;
    reg  reduced_body$clock;
    reg  reduced_end$d;
    wire  reduced_end$q;
    reg  reduced_end$clock;
    reg  reduced_bad$d;
    wire  reduced_bad$q;
    reg  reduced_bad$clock;
    reg  [31:0] sum$d;
    wire  [31:0] sum$q;
    reg  sum$clock;
    reg  [127:0] judged$d;
    wire  [127:0] judged$q;
    reg  judged$clock;
    reg  judged_start$d;
    wire  judged_start$q;
    reg  judged_start$clock;
    reg  judged_body$d;
    wire  judged_body$q;
    reg  judged_body$clock;
    reg  judged_end$d;
    wire  judged_end$q;
    reg  judged_end$clock;
    reg  judged_bad$d;
    wire  judged_bad$q;
    reg  judged_bad$clock;
    reg  [31:0] crc$d;
    wire  [31:0] crc$q;
    reg  crc$clock;
    reg  overflow$d;
    wire  overflow$q;
    reg  overflow$clock;
    reg  [1:0] bodies$d;
    wire  [1:0] bodies$q;
    reg  bodies$clock;
    reg  [3:0] frame_kind$d;
    wire  [3:0] frame_kind$q;
    reg  frame_kind$clock;
    reg  [3:0] frame_flags$d;
    wire  [3:0] frame_flags$q;
    reg  frame_flags$clock;
    reg  [7:0] frame_session$d;
    wire  [7:0] frame_session$q;
    reg  frame_session$clock;
    reg  [23:0] frame_sequence$d;
    wire  [23:0] frame_sequence$q;
    reg  frame_sequence$clock;
    reg  [8:0] frame_length$d;
    wire  [8:0] frame_length$q;
    reg  frame_length$clock;
    reg  [1:0] frame_fenced$d;
    wire  [1:0] frame_fenced$q;
    reg  frame_fenced$clock;
    reg  [23:0] frame_ack$d;
    wire  [23:0] frame_ack$q;
    reg  frame_ack$clock;
    reg  [127:0] first$d;
    wire  [127:0] first$q;
    reg  first$clock;
    reg  [127:0] second$d;
    wire  [127:0] second$q;
    reg  second$clock;
    reg  [7:0] their_session$d;
    wire  [7:0] their_session$q;
    reg  their_session$clock;
    reg  [7:0] barred$d;
    wire  [7:0] barred$q;
    reg  barred$clock;
    reg  [23:0] next_sequence$d;
    wire  [23:0] next_sequence$q;
    reg  next_sequence$clock;
    reg  was_good$d;
    wire  was_good$q;
    reg  was_good$clock;
    reg  was_bad$d;
    wire  was_bad$q;
    reg  was_bad$clock;
    reg  was_accepted$d;
    wire  was_accepted$q;
    reg  was_accepted$clock;
    reg  was_duplicate$d;
    wire  was_duplicate$q;
    reg  was_duplicate$clock;
    reg  was_gap$d;
    wire  was_gap$q;
    reg  was_gap$clock;
    reg  was_complete$d;
    wire  was_complete$q;
    reg  was_complete$clock;
    reg  was_started$d;
    wire  was_started$q;
    reg  was_started$clock;
    reg  fifo$clock;
    reg  fifo$reset;
    reg  fifo$write;
    reg  [127:0] fifo$data_in;
    reg  fifo$commit;
    reg  fifo$rollback;
    wire  [12:0] fifo$used;
    wire  fifo$empty;
    wire  fifo$valid;
    wire  [127:0] fifo$data_out;
    reg  fifo$ready;
    reg  [127:0] check$x;
    wire  [7:0] check$y;
    reg  [127:0] reduce$x;
    wire  [31:0] reduce$y;
    reg  [23:0] reduce_ack$x;
    wire  [31:0] reduce_ack$y;
    reg  [31:0] advance$x;
    wire  [31:0] advance$y;
    reg  [31:0] advance_ack$x;
    wire  [31:0] advance_ack$y;
    
    // Local signals
    reg  [7:0] block;
    reg  is_start;
    reg  is_end;
    reg  is_body;
    reg  is_data;
    reg  header_good;
    reg  [8:0] header_length;
    reg  [32:0] header_address;
    reg  [32:0] top;
    reg  [31:0] crc_next;
    reg  [31:0] crc_final;
    reg  crc_good;
    reg  fits;
    reg  whole;
    reg  sequenced;
    reg  [23:0] distance;
    reg  takes;
    
    // Sub module instances
    card$mirror$receiver$taken taken(
        .d(taken$d),
        .q(taken$q),
        .clock(taken$clock)
    );
    card$mirror$receiver$taken_control taken_control(
        .d(taken_control$d),
        .q(taken_control$q),
        .clock(taken_control$clock)
    );
    card$mirror$receiver$taken_valid taken_valid(
        .d(taken_valid$d),
        .q(taken_valid$q),
        .clock(taken_valid$clock)
    );
    card$mirror$receiver$inside inside(
        .d(inside$d),
        .q(inside$q),
        .clock(inside$clock)
    );
    card$mirror$receiver$left left(
        .d(left$d),
        .q(left$q),
        .clock(left$clock)
    );
    card$mirror$receiver$parsed parsed(
        .d(parsed$d),
        .q(parsed$q),
        .clock(parsed$clock)
    );
    card$mirror$receiver$parsed_start parsed_start(
        .d(parsed_start$d),
        .q(parsed_start$q),
        .clock(parsed_start$clock)
    );
    card$mirror$receiver$parsed_body parsed_body(
        .d(parsed_body$d),
        .q(parsed_body$q),
        .clock(parsed_body$clock)
    );
    card$mirror$receiver$parsed_end parsed_end(
        .d(parsed_end$d),
        .q(parsed_end$q),
        .clock(parsed_end$clock)
    );
    card$mirror$receiver$parsed_bad parsed_bad(
        .d(parsed_bad$d),
        .q(parsed_bad$q),
        .clock(parsed_bad$clock)
    );
    card$mirror$receiver$reduced reduced(
        .d(reduced$d),
        .q(reduced$q),
        .clock(reduced$clock)
    );
    card$mirror$receiver$reduced_start reduced_start(
        .d(reduced_start$d),
        .q(reduced_start$q),
        .clock(reduced_start$clock)
    );
    card$mirror$receiver$reduced_body reduced_body(
        .d(reduced_body$d),
        .q(reduced_body$q),
        .clock(reduced_body$clock)
    );
    card$mirror$receiver$reduced_end reduced_end(
        .d(reduced_end$d),
        .q(reduced_end$q),
        .clock(reduced_end$clock)
    );
    card$mirror$receiver$reduced_bad reduced_bad(
        .d(reduced_bad$d),
        .q(reduced_bad$q),
        .clock(reduced_bad$clock)
    );
    card$mirror$receiver$sum sum(
        .d(sum$d),
        .q(sum$q),
        .clock(sum$clock)
    );
    card$mirror$receiver$judged judged(
        .d(judged$d),
        .q(judged$q),
        .clock(judged$clock)
    );
    card$mirror$receiver$judged_start judged_start(
        .d(judged_start$d),
        .q(judged_start$q),
        .clock(judged_start$clock)
    );
    card$mirror$receiver$judged_body judged_body(
        .d(judged_body$d),
        .q(judged_body$q),
        .clock(judged_body$clock)
    );
    card$mirror$receiver$judged_end judged_end(
        .d(judged_end$d),
        .q(judged_end$q),
        .clock(judged_end$clock)
    );
    card$mirror$receiver$judged_bad judged_bad(
        .d(judged_bad$d),
        .q(judged_bad$q),
        .clock(judged_bad$clock)
    );
    card$mirror$receiver$crc crc(
        .d(crc$d),
        .q(crc$q),
        .clock(crc$clock)
    );
    card$mirror$receiver$overflow overflow(
        .d(overflow$d),
        .q(overflow$q),
        .clock(overflow$clock)
    );
    card$mirror$receiver$bodies bodies(
        .d(bodies$d),
        .q(bodies$q),
        .clock(bodies$clock)
    );
    card$mirror$receiver$frame_kind frame_kind(
        .d(frame_kind$d),
        .q(frame_kind$q),
        .clock(frame_kind$clock)
    );
    card$mirror$receiver$frame_flags frame_flags(
        .d(frame_flags$d),
        .q(frame_flags$q),
        .clock(frame_flags$clock)
    );
    card$mirror$receiver$frame_session frame_session(
        .d(frame_session$d),
        .q(frame_session$q),
        .clock(frame_session$clock)
    );
    card$mirror$receiver$frame_sequence frame_sequence(
        .d(frame_sequence$d),
        .q(frame_sequence$q),
        .clock(frame_sequence$clock)
    );
    card$mirror$receiver$frame_length frame_length(
        .d(frame_length$d),
        .q(frame_length$q),
        .clock(frame_length$clock)
    );
    card$mirror$receiver$frame_fenced frame_fenced(
        .d(frame_fenced$d),
        .q(frame_fenced$q),
        .clock(frame_fenced$clock)
    );
    card$mirror$receiver$frame_ack frame_ack(
        .d(frame_ack$d),
        .q(frame_ack$q),
        .clock(frame_ack$clock)
    );
    card$mirror$receiver$first first(
        .d(first$d),
        .q(first$q),
        .clock(first$clock)
    );
    card$mirror$receiver$second second(
        .d(second$d),
        .q(second$q),
        .clock(second$clock)
    );
    card$mirror$receiver$their_session their_session(
        .d(their_session$d),
        .q(their_session$q),
        .clock(their_session$clock)
    );
    card$mirror$receiver$barred barred(
        .d(barred$d),
        .q(barred$q),
        .clock(barred$clock)
    );
    card$mirror$receiver$next_sequence next_sequence(
        .d(next_sequence$d),
        .q(next_sequence$q),
        .clock(next_sequence$clock)
    );
    card$mirror$receiver$was_good was_good(
        .d(was_good$d),
        .q(was_good$q),
        .clock(was_good$clock)
    );
    card$mirror$receiver$was_bad was_bad(
        .d(was_bad$d),
        .q(was_bad$q),
        .clock(was_bad$clock)
    );
    card$mirror$receiver$was_accepted was_accepted(
        .d(was_accepted$d),
        .q(was_accepted$q),
        .clock(was_accepted$clock)
    );
    card$mirror$receiver$was_duplicate was_duplicate(
        .d(was_duplicate$d),
        .q(was_duplicate$q),
        .clock(was_duplicate$clock)
    );
    card$mirror$receiver$was_gap was_gap(
        .d(was_gap$d),
        .q(was_gap$q),
        .clock(was_gap$clock)
    );
    card$mirror$receiver$was_complete was_complete(
        .d(was_complete$d),
        .q(was_complete$q),
        .clock(was_complete$clock)
    );
    card$mirror$receiver$was_started was_started(
        .d(was_started$d),
        .q(was_started$q),
        .clock(was_started$clock)
    );
    card$mirror$receiver$fifo fifo(
        .clock(fifo$clock),
        .reset(fifo$reset),
        .write(fifo$write),
        .data_in(fifo$data_in),
        .commit(fifo$commit),
        .rollback(fifo$rollback),
        .used(fifo$used),
        .empty(fifo$empty),
        .valid(fifo$valid),
        .data_out(fifo$data_out),
        .ready(fifo$ready)
    );
    card$mirror$receiver$check check(
        .x(check$x),
        .y(check$y)
    );
    card$mirror$receiver$reduce reduce(
        .x(reduce$x),
        .y(reduce$y)
    );
    card$mirror$receiver$reduce_ack reduce_ack(
        .x(reduce_ack$x),
        .y(reduce_ack$y)
    );
    card$mirror$receiver$advance advance(
        .x(advance$x),
        .y(advance$y)
    );
    card$mirror$receiver$advance_ack advance_ack(
        .x(advance_ack$x),
        .y(advance_ack$y)
    );
    
    // Update code
    always @(*) begin
        taken$clock = clock;
        taken_control$clock = clock;
        taken_valid$clock = clock;
        inside$clock = clock;
        left$clock = clock;
        parsed$clock = clock;
        parsed_start$clock = clock;
        parsed_body$clock = clock;
        parsed_end$clock = clock;
        parsed_bad$clock = clock;
        reduced$clock = clock;
        reduced_start$clock = clock;
        reduced_body$clock = clock;
        reduced_end$clock = clock;
        reduced_bad$clock = clock;
        sum$clock = clock;
        judged$clock = clock;
        judged_start$clock = clock;
        judged_body$clock = clock;
        judged_end$clock = clock;
        judged_bad$clock = clock;
        crc$clock = clock;
        overflow$clock = clock;
        bodies$clock = clock;
        frame_kind$clock = clock;
        frame_flags$clock = clock;
        frame_session$clock = clock;
        frame_sequence$clock = clock;
        frame_length$clock = clock;
        frame_fenced$clock = clock;
        frame_ack$clock = clock;
        first$clock = clock;
        second$clock = clock;
        their_session$clock = clock;
        barred$clock = clock;
        next_sequence$clock = clock;
        was_good$clock = clock;
        was_bad$clock = clock;
        was_accepted$clock = clock;
        was_duplicate$clock = clock;
        was_gap$clock = clock;
        was_complete$clock = clock;
        was_started$clock = clock;
        taken$d = taken$q;
        taken_control$d = taken_control$q;
        taken_valid$d = taken_valid$q;
        inside$d = inside$q;
        left$d = left$q;
        parsed$d = parsed$q;
        parsed_start$d = parsed_start$q;
        parsed_body$d = parsed_body$q;
        parsed_end$d = parsed_end$q;
        parsed_bad$d = parsed_bad$q;
        reduced$d = reduced$q;
        reduced_start$d = reduced_start$q;
        reduced_body$d = reduced_body$q;
        reduced_end$d = reduced_end$q;
        reduced_bad$d = reduced_bad$q;
        sum$d = sum$q;
        judged$d = judged$q;
        judged_start$d = judged_start$q;
        judged_body$d = judged_body$q;
        judged_end$d = judged_end$q;
        judged_bad$d = judged_bad$q;
        crc$d = crc$q;
        overflow$d = overflow$q;
        bodies$d = bodies$q;
        frame_kind$d = frame_kind$q;
        frame_flags$d = frame_flags$q;
        frame_session$d = frame_session$q;
        frame_sequence$d = frame_sequence$q;
        frame_length$d = frame_length$q;
        frame_fenced$d = frame_fenced$q;
        frame_ack$d = frame_ack$q;
        first$d = first$q;
        second$d = second$q;
        their_session$d = their_session$q;
        barred$d = barred$q;
        next_sequence$d = next_sequence$q;
        was_good$d = was_good$q;
        was_bad$d = was_bad$q;
        was_accepted$d = was_accepted$q;
        was_duplicate$d = was_duplicate$q;
        was_gap$d = was_gap$q;
        was_complete$d = was_complete$q;
        was_started$d = was_started$q;
        fifo$clock = clock;
        fifo$reset = reset;
        taken$d = data;
        taken_control$d = control;
        taken_valid$d = line_valid;
        block = taken$q[(32'h0)+:(8)];
        is_start = taken_valid$q & taken_control$q & (block == block_start);
        is_end = taken_valid$q & taken_control$q & (block == block_terminate);
        is_body = taken_valid$q & ~taken_control$q;
        check$x = taken$q;
        header_length = taken$q[(32'h30)+:(9)];
        header_address = ((taken$q[(32'h39)+:(32)]) & 33'h1ffffffff);
        top = header_address + ((header_length) & 33'h1ffffffff);
        is_data = taken$q[(32'h8)+:(4)] == kind_data;
        header_good = (check$y == taken$q[(32'h6f)+:(8)]) & (header_length <= largest) & (~is_data | (|header_length & (top <= local_units)));
        parsed$d = taken$q;
        parsed_start$d = 1'b0;
        parsed_body$d = 1'b0;
        parsed_end$d = 1'b0;
        parsed_bad$d = 1'b0;
        if (is_start) begin
            parsed_bad$d = inside$q | ~header_good;
            parsed_start$d = header_good;
            inside$d = header_good;
            left$d = header_length;
            if (taken$q[32'hc]) begin
                left$d = header_length + 32'h1;
            end
        end
        else if (is_end) begin
            inside$d = 1'b0;
            parsed_end$d = inside$q & ~|left$q;
            parsed_bad$d = inside$q & |left$q;
        end
        else if (is_body & inside$q) begin
            left$d = left$q - 32'h1;
            parsed_body$d = |left$q;
            parsed_bad$d = ~|left$q;
            inside$d = |left$q;
        end
        else if (taken_valid$q & taken_control$q) begin
            parsed_bad$d = 1'b1;
            inside$d = 1'b0;
        end
        reduce$x = parsed$q;
        reduce_ack$x = parsed$q[(32'h28)+:(24)];
        sum$d = reduce$y;
        if (parsed_end$q) begin
            sum$d = reduce_ack$y;
        end
        reduced$d = parsed$q;
        reduced_start$d = parsed_start$q;
        reduced_body$d = parsed_body$q;
        reduced_end$d = parsed_end$q;
        reduced_bad$d = parsed_bad$q;
        advance$x = crc$q;
        if (reduced_start$q) begin
            advance$x = ((64'hffffffff) & 32'hffffffff);
        end
        advance_ack$x = crc$q;
        crc_next = advance$y ^ sum$q;
        if (reduced_end$q) begin
            crc_next = advance_ack$y ^ sum$q;
        end
        if (reduced_start$q | reduced_body$q | reduced_end$q) begin
            crc$d = crc_next;
        end
        judged$d = reduced$q;
        judged_start$d = reduced_start$q;
        judged_body$d = reduced_body$q;
        judged_end$d = reduced_end$q;
        judged_bad$d = reduced_bad$q;
        fits = fifo$used < depth;
        fifo$data_in = judged$q;
        fifo$write = (judged_start$q | judged_body$q) & fits;
        fifo$rollback = judged_start$q;
        if (judged_start$q) begin
            overflow$d = ~fits;
            bodies$d = ((32'h0) & 2'h3);
            frame_kind$d = judged$q[(32'h8)+:(4)];
            frame_flags$d = judged$q[(32'hc)+:(4)];
            frame_session$d = judged$q[(32'h10)+:(8)];
            frame_sequence$d = judged$q[(32'h18)+:(24)];
            frame_length$d = judged$q[(32'h30)+:(9)];
            frame_fenced$d = judged$q[(32'h77)+:(2)];
        end
        if (judged_body$q) begin
            overflow$d = overflow$q | ~fits;
            if (~|bodies$q) begin
                first$d = judged$q;
                bodies$d = ((32'h1) & 2'h3);
            end
            else if (bodies$q == ((32'h1) & 2'h3)) begin
                second$d = judged$q;
                bodies$d = ((32'h2) & 2'h3);
            end
        end
        crc_final = crc$q ^ ((64'hffffffff) & 32'hffffffff);
        crc_good = crc_final == judged$q[(32'h8)+:(32)];
        whole = judged_end$q & crc_good & ~overflow$q;
        frame_ack$d = judged$q[(32'h28)+:(24)];
        was_good$d = whole;
        was_bad$d = judged_bad$q | (judged_end$q & ~whole);
        was_accepted$d = 1'b0;
        was_duplicate$d = 1'b0;
        was_gap$d = 1'b0;
        was_started$d = 1'b0;
        was_complete$d = 1'b0;
        sequenced = whole & ~frame_kind$q[32'h3] & up & ~stop;
        distance = frame_sequence$q - next_sequence$q;
        takes = 1'b0;
        if (whole & frame_kind$q[32'h3]) begin
            was_complete$d = (frame_session$q == their_session$q) & ~|distance;
        end
        if (sequenced) begin
            if (frame_session$q == their_session$q) begin
                if (|their_session$q) begin
                    takes = ~|distance;
                    was_duplicate$d = distance[32'h17];
                    was_gap$d = |distance & ~distance[32'h17];
                end
            end
            else begin
                takes = (frame_kind$q == kind_sync_start) & (frame_session$q != barred$q);
            end
        end
        fifo$commit = 1'b0;
        if (takes) begin
            was_accepted$d = 1'b1;
            was_started$d = frame_kind$q == kind_sync_start;
            fifo$commit = 1'b1;
            their_session$d = frame_session$q;
            barred$d = ((32'h0) & 8'hff);
            next_sequence$d = frame_sequence$q + 32'h1;
        end
        if (bar) begin
            their_session$d = ((32'h0) & 8'hff);
            barred$d = their_session$q;
        end
        if (forget) begin
            their_session$d = ((32'h0) & 8'hff);
            barred$d = ((32'h0) & 8'hff);
        end
        good = was_good$q;
        bad = was_bad$q;
        accepted = was_accepted$q;
        duplicate = was_duplicate$q;
        gap = was_gap$q;
        complete = was_complete$q;
        started = was_started$q;
        kind = frame_kind$q;
        length = frame_length$q;
        ack = frame_ack$q;
        armed = frame_flags$q[32'h3];
        fenced = frame_fenced$q;
        first_payload = first$q;
        second_payload = second$q;
        session = their_session$q;
        expected = next_sequence$q;
        line_start = judged_start$q;
        line_body = judged_body$q;
        line_beat = judged$q;
        valid = fifo$valid;
        beat = fifo$data_out;
        empty = fifo$empty;
        fifo$ready = ready;
        if (reset) begin
            taken_valid$d = 1'b0;
            inside$d = 1'b0;
            parsed_start$d = 1'b0;
            parsed_body$d = 1'b0;
            parsed_end$d = 1'b0;
            parsed_bad$d = 1'b0;
            reduced_start$d = 1'b0;
            reduced_body$d = 1'b0;
            reduced_end$d = 1'b0;
            reduced_bad$d = 1'b0;
            judged_start$d = 1'b0;
            judged_body$d = 1'b0;
            judged_end$d = 1'b0;
            judged_bad$d = 1'b0;
            was_good$d = 1'b0;
            was_bad$d = 1'b0;
            was_accepted$d = 1'b0;
            was_duplicate$d = 1'b0;
            was_gap$d = 1'b0;
            was_started$d = 1'b0;
            was_complete$d = 1'b0;
            their_session$d = ((32'h0) & 8'hff);
            barred$d = ((32'h0) & 8'hff);
            next_sequence$d = ((32'h0) & 24'hffffff);
        end
    end
    
endmodule // card$mirror$receiver


module card$mirror$receiver$advance(x,y);
    
    // Module arguments
    input wire  [31:0] x;
    output reg  [31:0] y;
    
    // Update code (custom)
    `ifdef SYNTHESIS
    wire s0 = x[10] ^ x[14];
    wire s1 = x[1] ^ x[3];
    wire s2 = x[0] ^ x[2];
    wire s3 = x[7] ^ x[27];
    wire s4 = x[8] ^ x[9];
    wire s5 = x[4] ^ x[29];
    wire s6 = x[5] ^ x[30];
    wire s7 = x[6] ^ x[18];
    wire s8 = x[19] ^ x[23];
    wire s9 = x[11] ^ x[21];
    wire s10 = x[13] ^ x[22];
    wire s11 = x[20] ^ x[26];
    wire s12 = x[12] ^ x[16];
    wire s13 = x[15] ^ x[17];
    wire s14 = x[24] ^ s0;
    wire s15 = x[25] ^ s2;
    wire s16 = x[27] ^ s4;
    wire s17 = x[28] ^ s1;
    wire s18 = x[31] ^ s7;
    wire s19 = s5 ^ s12;
    wire s20 = x[3] ^ x[9];
    wire s21 = x[6] ^ x[31];
    wire s22 = x[13] ^ x[14];
    wire s23 = x[18] ^ x[22];
    wire s24 = x[19] ^ x[25];
    wire s25 = x[0] ^ s11;
    wire s26 = x[8] ^ s8;
    wire s27 = x[12] ^ s13;
    wire s28 = x[17] ^ s6;
    wire s29 = s0 ^ s10;
    wire s30 = x[23] ^ s18;
    wire s31 = x[4] ^ x[11];
    wire s32 = x[15] ^ x[28];
    wire s33 = x[16] ^ x[20];
    wire s34 = x[1] ^ s9;
    wire s35 = x[10] ^ s3;
    wire s36 = x[18] ^ s3;
    wire s37 = s0 ^ s8;
    wire s38 = s6 ^ s23;
    wire s39 = s9 ^ s20;
    wire s40 = s7 ^ s15;
    wire s41 = s11 ^ s16;
    wire s42 = x[0] ^ x[7];
    wire s43 = x[2] ^ x[14];
    wire s44 = x[5] ^ x[12];
    wire s45 = x[5] ^ x[24];
    wire s46 = x[9] ^ x[21];
    wire s47 = x[19] ^ x[26];
    wire s48 = x[20] ^ x[31];
    wire s49 = x[22] ^ x[28];
    wire s50 = x[24] ^ x[25];
    wire s51 = x[10] ^ s10;
    wire s52 = x[30] ^ s3;
    wire s53 = s1 ^ s5;
    wire s54 = s2 ^ s5;
    wire s55 = s4 ^ s11;
    wire s56 = s9 ^ s50;
    wire s57 = s12 ^ s22;
    wire s58 = x[11] ^ s26;
    wire s59 = x[15] ^ s14;
    wire s60 = x[23] ^ s16;
    wire s61 = s1 ^ s14;
    wire s62 = s4 ^ s17;
    wire s63 = s15 ^ s19;
    wire s64 = s21 ^ s25;
    wire s65 = s24 ^ s34;
    wire s66 = s24 ^ s36;
    wire s67 = s32 ^ s39;
    wire s68 = s14 ^ s30;
    wire s69 = s27 ^ s41;
    wire s70 = s28 ^ s60;
    wire s71 = s35 ^ s40;
    always @(*) begin
        y[0] = x[2] ^ x[8] ^ x[20] ^ x[27] ^ s17 ^ s23 ^ s31 ^ s59;
        y[1] = x[5] ^ s8 ^ s63 ^ s67;
        y[2] = x[6] ^ x[24] ^ s1 ^ s19 ^ s25 ^ s28 ^ s51;
        y[3] = x[4] ^ s3 ^ s15 ^ s22 ^ s28 ^ s30 ^ s34;
        y[4] = x[19] ^ s31 ^ s35 ^ s44 ^ s64;
        y[5] = x[3] ^ x[4] ^ x[7] ^ x[21] ^ s2 ^ s7 ^ s10 ^ s44 ^ s59;
        y[6] = x[13] ^ x[28] ^ s8 ^ s33 ^ s45 ^ s71;
        y[7] = x[21] ^ x[22] ^ s5 ^ s13 ^ s47 ^ s71;
        y[8] = x[16] ^ s3 ^ s17 ^ s25 ^ s38 ^ s58;
        y[9] = x[22] ^ x[29] ^ s18 ^ s27 ^ s37 ^ s39;
        y[10] = s2 ^ s17 ^ s26 ^ s52 ^ s57;
        y[11] = x[24] ^ s13 ^ s22 ^ s48 ^ s54 ^ s62;
        y[12] = x[29] ^ s6 ^ s16 ^ s33 ^ s49 ^ s56;
        y[13] = x[30] ^ s30 ^ s43 ^ s53 ^ s56 ^ s69;
        y[14] = x[7] ^ x[31] ^ s6 ^ s55 ^ s57 ^ s65;
        y[15] = x[2] ^ x[21] ^ s21 ^ s29 ^ s69;
        y[16] = x[16] ^ x[23] ^ s29 ^ s36 ^ s67;
        y[17] = s13 ^ s14 ^ s19 ^ s49 ^ s58;
        y[18] = s17 ^ s29 ^ s63 ^ s70;
        y[19] = x[29] ^ s10 ^ s64 ^ s70;
        y[20] = x[1] ^ x[28] ^ s46 ^ s52 ^ s68;
        y[21] = x[14] ^ s48 ^ s53 ^ s66;
        y[22] = x[27] ^ s9 ^ s38 ^ s47 ^ s61;
        y[23] = x[12] ^ x[25] ^ s18 ^ s26 ^ s61;
        y[24] = x[26] ^ s29 ^ s62 ^ s66;
        y[25] = x[11] ^ s32 ^ s37 ^ s41 ^ s54;
        y[26] = x[21] ^ s4 ^ s19 ^ s38 ^ s43;
        y[27] = s6 ^ s8 ^ s13 ^ s20 ^ s21 ^ s51;
        y[28] = s31 ^ s33 ^ s42 ^ s68;
        y[29] = x[8] ^ s27 ^ s42 ^ s45 ^ s65;
        y[30] = x[1] ^ s10 ^ s12 ^ s40 ^ s55;
        y[31] = x[13] ^ x[17] ^ x[26] ^ s1 ^ s2 ^ s3 ^ s37 ^ s46;
    end
    `else
    always @(*) begin
        y[0] = ^(x & 32'b00011001010101001100110100011110);
        y[1] = ^(x & 32'b00110010101010011001101000111101);
        y[2] = ^(x & 32'b01100101010100110011010001111011);
        y[3] = ^(x & 32'b11001010101001100110100011110111);
        y[4] = ^(x & 32'b10001100000110000001110011110001);
        y[5] = ^(x & 32'b00000001011001001111010011111101);
        y[6] = ^(x & 32'b00011011100111010010010011100101);
        y[7] = ^(x & 32'b00101110011011101000010011010101);
        y[8] = ^(x & 32'b01011100110111010000100110101011);
        y[9] = ^(x & 32'b10100000111011101101111001001000);
        y[10] = ^(x & 32'b01011000100010010111000110001111);
        y[11] = ^(x & 32'b10110001000100101110001100011111);
        y[12] = ^(x & 32'b01111011011100010000101100100000);
        y[13] = ^(x & 32'b11101111101101101101101101011110);
        y[14] = ^(x & 32'b11000110001110010111101110100010);
        y[15] = ^(x & 32'b10001100011100101111011101000100);
        y[16] = ^(x & 32'b00011000111001011110111010001000);
        y[17] = ^(x & 32'b00110001110010111101110100010000);
        y[18] = ^(x & 32'b01111010110000110111011100111111);
        y[19] = ^(x & 32'b11101100110100100010001101100001);
        y[20] = ^(x & 32'b11011001101001000100011011000010);
        y[21] = ^(x & 32'b10101010000111000100000010011010);
        y[22] = ^(x & 32'b01001101011011000100110000101010);
        y[23] = ^(x & 32'b10000011100011000101010101001010);
        y[24] = ^(x & 32'b00011110010011000110011110001010);
        y[25] = ^(x & 32'b00111100100110001100111100010101);
        y[26] = ^(x & 32'b01100000011001010101001100110100);
        y[27] = ^(x & 32'b11000000110010101010011001101000);
        y[28] = ^(x & 32'b10000001100101010100110011010001);
        y[29] = ^(x & 32'b00000011001010101001100110100011);
        y[30] = ^(x & 32'b00000110010101010011001101000111);
        y[31] = ^(x & 32'b00001100101010100110011010001111);
    end
    `endif
endmodule // card$mirror$receiver$advance


module card$mirror$receiver$advance_ack(x,y);
    
    // Module arguments
    input wire  [31:0] x;
    output reg  [31:0] y;
    
    // Update code (custom)
    `ifdef SYNTHESIS
    wire s0 = x[12] ^ x[15];
    wire s1 = x[2] ^ x[18];
    wire s2 = x[13] ^ x[14];
    wire s3 = x[17] ^ x[22];
    wire s4 = x[0] ^ x[9];
    wire s5 = x[1] ^ x[7];
    wire s6 = x[3] ^ x[19];
    wire s7 = x[20] ^ x[21];
    wire s8 = x[5] ^ x[23];
    wire s9 = x[4] ^ x[10];
    wire s10 = x[6] ^ x[11];
    wire s11 = x[16] ^ s2;
    wire s12 = x[8] ^ s0;
    wire s13 = x[19] ^ s1;
    wire s14 = x[8] ^ x[15];
    wire s15 = s3 ^ s4;
    wire s16 = x[7] ^ x[17];
    wire s17 = x[11] ^ x[20];
    wire s18 = x[6] ^ s5;
    wire s19 = x[14] ^ s7;
    wire s20 = s0 ^ s6;
    wire s21 = x[1] ^ x[10];
    wire s22 = x[3] ^ x[4];
    wire s23 = x[5] ^ x[18];
    wire s24 = x[13] ^ x[16];
    wire s25 = x[0] ^ s8;
    wire s26 = x[2] ^ s8;
    wire s27 = x[21] ^ s3;
    wire s28 = x[23] ^ s9;
    wire s29 = s1 ^ s10;
    wire s30 = s2 ^ s5;
    wire s31 = s4 ^ s7;
    wire s32 = s11 ^ s12;
    wire s33 = x[1] ^ x[6];
    wire s34 = x[4] ^ x[8];
    wire s35 = x[5] ^ x[17];
    wire s36 = x[7] ^ x[22];
    wire s37 = x[10] ^ x[23];
    wire s38 = x[16] ^ x[20];
    wire s39 = x[4] ^ s6;
    wire s40 = x[9] ^ s9;
    wire s41 = x[15] ^ s10;
    wire s42 = x[18] ^ s5;
    wire s43 = s0 ^ s35;
    wire s44 = s1 ^ s3;
    wire s45 = s9 ^ s17;
    wire s46 = x[15] ^ s11;
    wire s47 = x[21] ^ s11;
    wire s48 = s6 ^ s19;
    wire s49 = s8 ^ s39;
    wire s50 = s12 ^ s15;
    wire s51 = s13 ^ s16;
    wire s52 = s13 ^ s28;
    always @(*) begin
        y[0] = x[17] ^ x[18] ^ x[24] ^ s6 ^ s12 ^ s18 ^ s38;
        y[1] = x[25] ^ s24 ^ s31 ^ s34 ^ s51;
        y[2] = x[8] ^ x[26] ^ s15 ^ s21 ^ s23 ^ s48;
        y[3] = x[1] ^ x[22] ^ x[27] ^ s31 ^ s41 ^ s52;
        y[4] = x[10] ^ x[28] ^ s14 ^ s25 ^ s27 ^ s29;
        y[5] = x[23] ^ x[29] ^ s14 ^ s15 ^ s17;
        y[6] = x[6] ^ x[30] ^ s6 ^ s14 ^ s16 ^ s31 ^ s37;
        y[7] = x[31] ^ s10 ^ s20 ^ s27 ^ s40;
        y[8] = x[12] ^ x[18] ^ s8 ^ s24 ^ s36 ^ s45;
        y[9] = x[3] ^ x[11] ^ s7 ^ s25 ^ s42 ^ s46;
        y[10] = s1 ^ s19 ^ s22 ^ s36;
        y[11] = x[21] ^ x[22] ^ s14 ^ s49;
        y[12] = s42 ^ s49 ^ s50;
        y[13] = x[3] ^ x[13] ^ s0 ^ s16 ^ s26 ^ s40;
        y[14] = x[19] ^ s30 ^ s43 ^ s45;
        y[15] = x[0] ^ x[5] ^ s7 ^ s29 ^ s32;
        y[16] = s15 ^ s18 ^ s20 ^ s47;
        y[17] = x[20] ^ s5 ^ s11 ^ s14 ^ s28 ^ s44;
        y[18] = x[9] ^ x[12] ^ s5 ^ s10 ^ s19 ^ s26;
        y[19] = s3 ^ s7 ^ s13 ^ s21 ^ s24;
        y[20] = x[11] ^ x[23] ^ s44 ^ s48;
        y[21] = x[16] ^ x[23] ^ s18 ^ s27 ^ s34;
        y[22] = x[22] ^ s4 ^ s20 ^ s26 ^ s33 ^ s38;
        y[23] = x[13] ^ x[21] ^ s12 ^ s52;
        y[24] = s10 ^ s23 ^ s30 ^ s50;
        y[25] = x[9] ^ s13 ^ s18 ^ s32 ^ s37;
        y[26] = x[12] ^ s2 ^ s4 ^ s21 ^ s29;
        y[27] = x[2] ^ x[10] ^ x[11] ^ s20 ^ s30;
        y[28] = x[2] ^ s17 ^ s22 ^ s32;
        y[29] = s4 ^ s22 ^ s43 ^ s47;
        y[30] = s3 ^ s9 ^ s23 ^ s33 ^ s46;
        y[31] = x[14] ^ x[16] ^ s25 ^ s41 ^ s51;
    end
    `else
    always @(*) begin
        y[0] = ^(x & 32'b00000001000111111001000111001010);
        y[1] = ^(x & 32'b00000010001111110010001110010101);
        y[2] = ^(x & 32'b00000100011111100100011100101011);
        y[3] = ^(x & 32'b00001000111111001000111001010111);
        y[4] = ^(x & 32'b00010000111001101000110101100101);
        y[5] = ^(x & 32'b00100000110100101000101100000001);
        y[6] = ^(x & 32'b01000000101110101000011111001001);
        y[7] = ^(x & 32'b10000000011010101001111001011000);
        y[8] = ^(x & 32'b00000000110101010011110010110000);
        y[9] = ^(x & 32'b00000000101101011110100010101011);
        y[10] = ^(x & 32'b00000000011101000100000010011100);
        y[11] = ^(x & 32'b00000000111010001000000100111000);
        y[12] = ^(x & 32'b00000000110011101001001110111011);
        y[13] = ^(x & 32'b00000000100000101011011010111100);
        y[14] = ^(x & 32'b00000000000110101111110010110010);
        y[15] = ^(x & 32'b00000000001101011111100101100101);
        y[16] = ^(x & 32'b00000000011010111111001011001011);
        y[17] = ^(x & 32'b00000000110101111110010110010110);
        y[18] = ^(x & 32'b00000000101100000101101011100110);
        y[19] = ^(x & 32'b00000000011111110010010000000110);
        y[20] = ^(x & 32'b00000000111111100100100000001100);
        y[21] = ^(x & 32'b00000000111000110000000111010010);
        y[22] = ^(x & 32'b00000000110110011001001001101111);
        y[23] = ^(x & 32'b00000000101011001011010100010100);
        y[24] = ^(x & 32'b00000000010001101111101111100011);
        y[25] = ^(x & 32'b00000000100011011111011111000110);
        y[26] = ^(x & 32'b00000000000001000111111001000111);
        y[27] = ^(x & 32'b00000000000010001111110010001110);
        y[28] = ^(x & 32'b00000000000100011111100100011100);
        y[29] = ^(x & 32'b00000000001000111111001000111001);
        y[30] = ^(x & 32'b00000000010001111110010001110010);
        y[31] = ^(x & 32'b00000000100011111100100011100101);
    end
    `endif
endmodule // card$mirror$receiver$advance_ack


module card$mirror$receiver$barred(d,q,clock);
    
    // Module arguments
    input wire  [7:0] d;
    output reg  [7:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 8'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$receiver$barred


module card$mirror$receiver$bodies(d,q,clock);
    
    // Module arguments
    input wire  [1:0] d;
    output reg  [1:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 2'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$receiver$bodies


module card$mirror$receiver$check(x,y);
    
    // Module arguments
    input wire  [127:0] x;
    output reg  [7:0] y;
    
    // Update code (custom)
    `ifdef SYNTHESIS
    wire s0 = x[9] ^ x[17];
    wire s1 = x[18] ^ x[19];
    wire s2 = x[35] ^ x[56];
    wire s3 = x[8] ^ x[71];
    wire s4 = x[11] ^ s1;
    wire s5 = x[27] ^ s0;
    wire s6 = x[45] ^ s2;
    wire s7 = x[10] ^ x[15];
    wire s8 = x[12] ^ x[13];
    wire s9 = x[14] ^ x[31];
    wire s10 = x[16] ^ x[29];
    wire s11 = x[20] ^ x[30];
    wire s12 = x[21] ^ x[37];
    wire s13 = x[22] ^ x[32];
    wire s14 = x[28] ^ x[53];
    wire s15 = x[33] ^ x[57];
    wire s16 = x[34] ^ x[36];
    wire s17 = x[38] ^ x[39];
    wire s18 = x[54] ^ x[67];
    wire s19 = x[55] ^ x[69];
    wire s20 = x[58] ^ x[68];
    wire s21 = x[59] ^ x[73];
    wire s22 = x[70] ^ x[74];
    wire s23 = x[72] ^ x[90];
    wire s24 = x[75] ^ x[80];
    wire s25 = x[76] ^ x[85];
    wire s26 = x[89] ^ x[101];
    wire s27 = x[91] ^ x[103];
    wire s28 = x[102] ^ x[104];
    wire s29 = x[105] ^ x[107];
    wire s30 = s10 ^ s19;
    wire s31 = s24 ^ s28;
    wire s32 = x[106] ^ s6;
    wire s33 = x[121] ^ s5;
    wire s34 = s4 ^ s20;
    wire s35 = x[23] ^ s15;
    wire s36 = x[25] ^ s13;
    wire s37 = x[26] ^ s3;
    wire s38 = x[40] ^ s23;
    wire s39 = x[42] ^ s27;
    wire s40 = x[43] ^ s18;
    wire s41 = x[44] ^ s9;
    wire s42 = x[47] ^ s16;
    wire s43 = x[48] ^ s21;
    wire s44 = x[49] ^ s17;
    wire s45 = x[50] ^ s8;
    wire s46 = x[60] ^ s11;
    wire s47 = x[61] ^ s12;
    wire s48 = x[63] ^ s29;
    wire s49 = x[64] ^ s26;
    wire s50 = x[77] ^ s7;
    wire s51 = x[79] ^ s22;
    wire s52 = x[87] ^ s14;
    wire s53 = x[96] ^ s25;
    wire s54 = x[88] ^ s30;
    wire s55 = x[95] ^ s31;
    wire s56 = x[24] ^ s34;
    wire s57 = x[52] ^ s33;
    wire s58 = x[62] ^ s32;
    wire s59 = x[41] ^ x[65];
    wire s60 = x[46] ^ x[78];
    wire s61 = x[51] ^ x[66];
    wire s62 = x[71] ^ x[97];
    wire s63 = x[81] ^ x[86];
    wire s64 = x[82] ^ x[94];
    wire s65 = x[83] ^ x[92];
    wire s66 = x[84] ^ x[93];
    wire s67 = x[98] ^ x[100];
    wire s68 = x[99] ^ x[108];
    wire s69 = x[109] ^ x[119];
    wire s70 = x[110] ^ x[124];
    wire s71 = x[122] ^ x[123];
    wire s72 = x[125] ^ x[126];
    wire s73 = x[120] ^ s61;
    wire s74 = x[127] ^ s62;
    wire s75 = s3 ^ s41;
    wire s76 = s35 ^ s37;
    wire s77 = s36 ^ s39;
    wire s78 = s38 ^ s45;
    wire s79 = s40 ^ s44;
    wire s80 = s42 ^ s47;
    wire s81 = s43 ^ s50;
    wire s82 = s46 ^ s49;
    wire s83 = s48 ^ s53;
    wire s84 = s51 ^ s70;
    wire s85 = s52 ^ s71;
    wire s86 = s54 ^ s65;
    wire s87 = s55 ^ s69;
    wire s88 = s64 ^ s81;
    wire s89 = s72 ^ s78;
    wire s90 = s75 ^ s80;
    wire s91 = s56 ^ s90;
    wire s92 = s57 ^ s63;
    wire s93 = s58 ^ s74;
    always @(*) begin
        y[0] = x[15] ^ x[19] ^ x[33] ^ x[34] ^ x[39] ^ x[53] ^ x[59] ^ x[65] ^ x[67] ^ x[80] ^ x[84] ^ x[119] ^ x[127] ^ s6 ^ s26 ^ s37 ^ s41 ^ s45 ^ s51 ^ s54 ^ s57 ^ s67 ^ s73 ^ s77 ^ s83;
        y[1] = x[21] ^ x[22] ^ x[29] ^ x[30] ^ x[41] ^ x[74] ^ x[78] ^ x[83] ^ x[90] ^ x[98] ^ x[99] ^ x[110] ^ x[126] ^ s21 ^ s33 ^ s39 ^ s49 ^ s52 ^ s55 ^ s56 ^ s79 ^ s83 ^ s93;
        y[2] = x[9] ^ x[20] ^ x[28] ^ x[51] ^ x[58] ^ x[69] ^ x[86] ^ x[91] ^ x[107] ^ x[121] ^ s1 ^ s9 ^ s17 ^ s25 ^ s35 ^ s36 ^ s47 ^ s59 ^ s87 ^ s88 ^ s89 ^ s93;
        y[3] = x[55] ^ x[56] ^ x[57] ^ x[75] ^ x[81] ^ x[94] ^ x[103] ^ x[105] ^ x[106] ^ x[108] ^ x[120] ^ s5 ^ s13 ^ s44 ^ s53 ^ s66 ^ s82 ^ s84 ^ s89 ^ s91;
        y[4] = x[10] ^ x[17] ^ x[31] ^ x[36] ^ x[89] ^ x[100] ^ x[123] ^ x[124] ^ x[125] ^ s2 ^ s4 ^ s8 ^ s12 ^ s22 ^ s43 ^ s46 ^ s48 ^ s60 ^ s66 ^ s76 ^ s79 ^ s86 ^ s87;
        y[5] = x[12] ^ x[37] ^ x[38] ^ x[54] ^ x[66] ^ x[72] ^ x[101] ^ x[104] ^ s0 ^ s11 ^ s34 ^ s42 ^ s58 ^ s68 ^ s77 ^ s84 ^ s85 ^ s86 ^ s88;
        y[6] = x[35] ^ x[73] ^ x[76] ^ x[82] ^ x[93] ^ x[102] ^ x[109] ^ s7 ^ s15 ^ s18 ^ s23 ^ s27 ^ s29 ^ s30 ^ s59 ^ s60 ^ s67 ^ s85 ^ s91 ^ s92;
        y[7] = x[13] ^ x[14] ^ x[16] ^ x[18] ^ x[32] ^ x[46] ^ x[68] ^ x[70] ^ x[85] ^ x[92] ^ x[97] ^ x[122] ^ s14 ^ s16 ^ s31 ^ s32 ^ s38 ^ s40 ^ s50 ^ s68 ^ s73 ^ s76 ^ s82 ^ s92;
    end
    `else
    always @(*) begin
        y[0] = ^(x & 128'b10000011100000000000101010110101000010110011000110010100111011101000100110111100001101001000111110101110010010111111001100000000);
        y[1] = ^(x & 128'b11000010000000000100111111101111100011101010100101011110100110011100110101100010001011101100100001111001011011100000101000000000);
        y[2] = ^(x & 128'b11100010100000000010110101000010110011000110010100111011101000100110111100001101001000111110101110010010111111001111011000000000);
        y[3] = ^(x & 128'b01110001000000000101011010100001011001100011001010011101110100010011011110000110100100011111010111001001011111100111101100000000);
        y[4] = ^(x & 128'b00111000100000000010101101010000101100110001100101001110111010001001101111000011010010001111101011100100101111110011110100000000);
        y[5] = ^(x & 128'b00011100000000000101010110101000010110011000110010100111011101000100110111100001101001000111110101110010010111111001111000000000);
        y[6] = ^(x & 128'b00001110000000000010101011010100001011001100011001010011101110100010011011110000110100100011111010111001001011111100111100000000);
        y[7] = ^(x & 128'b00000111000000000001010101101010000101100110001100101001110111010001001101111000011010010001111101011100100101111110011100000000);
    end
    `endif
endmodule // card$mirror$receiver$check


module card$mirror$receiver$crc(d,q,clock);
    
    // Module arguments
    input wire  [31:0] d;
    output reg  [31:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 32'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$receiver$crc


module card$mirror$receiver$fifo(clock,reset,write,data_in,commit,rollback,used,empty,valid,data_out,ready);
    
    // Module arguments
    input wire  clock;
    input wire  reset;
    input wire  write;
    input wire  [127:0] data_in;
    input wire  commit;
    input wire  rollback;
    output reg  [12:0] used;
    output reg  empty;
    output reg  valid;
    output reg  [127:0] data_out;
    input wire  ready;
    
    // Stub signals
    reg  [11:0] ram$read_address;
    reg  ram$read_clock;
    wire  [127:0] ram$read_data;
    reg  [11:0] ram$write_address;
    reg  ram$write_clock;
    reg  [127:0] ram$write_data;
    reg  ram$write_enable;
    reg  [12:0] written$d;
    wire  [12:0] written$q;
    reg  written$clock;
    reg  [12:0] committed$d;
    wire  [12:0] committed$q;
    reg  committed$clock;
    reg  [12:0] read$d;
    wire  [12:0] read$q;
    reg  read$clock;
    reg  head$d;
    wire  head$q;
    reg  head$clock;
    
    // Local signals
    reg  [12:0] base;
    reg  [12:0] tail;
    reg  [12:0] address;
    reg  advance;
    
    // Sub module instances
    card$mirror$receiver$fifo$ram ram(
        .read_address(ram$read_address),
        .read_clock(ram$read_clock),
        .read_data(ram$read_data),
        .write_address(ram$write_address),
        .write_clock(ram$write_clock),
        .write_data(ram$write_data),
        .write_enable(ram$write_enable)
    );
    card$mirror$receiver$fifo$written written(
        .d(written$d),
        .q(written$q),
        .clock(written$clock)
    );
    card$mirror$receiver$fifo$committed committed(
        .d(committed$d),
        .q(committed$q),
        .clock(committed$clock)
    );
    card$mirror$receiver$fifo$read read(
        .d(read$d),
        .q(read$q),
        .clock(read$clock)
    );
    card$mirror$receiver$fifo$head head(
        .d(head$d),
        .q(head$q),
        .clock(head$clock)
    );
    
    // Update code
    always @(*) begin
        written$clock = clock;
        committed$clock = clock;
        read$clock = clock;
        head$clock = clock;
        written$d = written$q;
        committed$d = committed$q;
        read$d = read$q;
        head$d = head$q;
        ram$read_clock = clock;
        ram$write_clock = clock;
        base = written$q;
        if (rollback) begin
            base = committed$q;
        end
        tail = base;
        if (write) begin
            tail = base + 32'h1;
        end
        ram$write_enable = write;
        ram$write_address = ((base) & 12'hfff);
        ram$write_data = data_in;
        written$d = tail;
        if (commit) begin
            committed$d = tail;
        end
        advance = ~head$q | ready;
        address = read$q;
        if (advance) begin
            head$d = 1'b0;
            if (read$q != committed$q) begin
                head$d = 1'b1;
                read$d = read$q + 32'h1;
            end
        end
        else begin
            address = read$q - 32'h1;
        end
        ram$read_address = ((address) & 12'hfff);
        valid = head$q;
        data_out = ram$read_data;
        used = written$q - read$q;
        if (head$q) begin
            used = (written$q - read$q) + 32'h1;
        end
        empty = ~head$q & (read$q == committed$q);
        if (reset) begin
            written$d = ((32'h0) & 13'h1fff);
            committed$d = ((32'h0) & 13'h1fff);
            read$d = ((32'h0) & 13'h1fff);
            head$d = 1'b0;
        end
    end
    
endmodule // card$mirror$receiver$fifo


module card$mirror$receiver$fifo$committed(d,q,clock);
    
    // Module arguments
    input wire  [12:0] d;
    output reg  [12:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 13'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$receiver$fifo$committed


module card$mirror$receiver$fifo$head(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$receiver$fifo$head


module card$mirror$receiver$fifo$ram(read_address,read_clock,read_data,write_address,write_clock,write_data,write_enable);
    
    // Module arguments
    input wire  [11:0] read_address;
    input wire  read_clock;
    output reg  [127:0] read_data;
    input wire  [11:0] write_address;
    input wire  write_clock;
    input wire  [127:0] write_data;
    input wire  write_enable;
    
    // Update code (custom)
    reg[127:0] mem[4095:0];
    
    
    
    always @(posedge read_clock) begin
       read_data <= mem[read_address];
    end
    
    always @(posedge write_clock) begin
       if (write_enable) begin
          mem[write_address] <= write_data;
       end
    end
                
endmodule // card$mirror$receiver$fifo$ram


module card$mirror$receiver$fifo$read(d,q,clock);
    
    // Module arguments
    input wire  [12:0] d;
    output reg  [12:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 13'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$receiver$fifo$read


module card$mirror$receiver$fifo$written(d,q,clock);
    
    // Module arguments
    input wire  [12:0] d;
    output reg  [12:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 13'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$receiver$fifo$written


module card$mirror$receiver$first(d,q,clock);
    
    // Module arguments
    input wire  [127:0] d;
    output reg  [127:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 128'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$receiver$first


module card$mirror$receiver$frame_ack(d,q,clock);
    
    // Module arguments
    input wire  [23:0] d;
    output reg  [23:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 24'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$receiver$frame_ack


module card$mirror$receiver$frame_fenced(d,q,clock);
    
    // Module arguments
    input wire  [1:0] d;
    output reg  [1:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 2'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$receiver$frame_fenced


module card$mirror$receiver$frame_flags(d,q,clock);
    
    // Module arguments
    input wire  [3:0] d;
    output reg  [3:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 4'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$receiver$frame_flags


module card$mirror$receiver$frame_kind(d,q,clock);
    
    // Module arguments
    input wire  [3:0] d;
    output reg  [3:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 4'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$receiver$frame_kind


module card$mirror$receiver$frame_length(d,q,clock);
    
    // Module arguments
    input wire  [8:0] d;
    output reg  [8:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 9'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$receiver$frame_length


module card$mirror$receiver$frame_sequence(d,q,clock);
    
    // Module arguments
    input wire  [23:0] d;
    output reg  [23:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 24'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$receiver$frame_sequence


module card$mirror$receiver$frame_session(d,q,clock);
    
    // Module arguments
    input wire  [7:0] d;
    output reg  [7:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 8'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$receiver$frame_session


module card$mirror$receiver$inside(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$receiver$inside


module card$mirror$receiver$judged(d,q,clock);
    
    // Module arguments
    input wire  [127:0] d;
    output reg  [127:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 128'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$receiver$judged


module card$mirror$receiver$judged_bad(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$receiver$judged_bad


module card$mirror$receiver$judged_body(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$receiver$judged_body


module card$mirror$receiver$judged_end(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$receiver$judged_end


module card$mirror$receiver$judged_start(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$receiver$judged_start


module card$mirror$receiver$left(d,q,clock);
    
    // Module arguments
    input wire  [8:0] d;
    output reg  [8:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 9'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$receiver$left


module card$mirror$receiver$next_sequence(d,q,clock);
    
    // Module arguments
    input wire  [23:0] d;
    output reg  [23:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 24'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$receiver$next_sequence


module card$mirror$receiver$overflow(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$receiver$overflow


module card$mirror$receiver$parsed(d,q,clock);
    
    // Module arguments
    input wire  [127:0] d;
    output reg  [127:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 128'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$receiver$parsed


module card$mirror$receiver$parsed_bad(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$receiver$parsed_bad


module card$mirror$receiver$parsed_body(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$receiver$parsed_body


module card$mirror$receiver$parsed_end(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$receiver$parsed_end


module card$mirror$receiver$parsed_start(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$receiver$parsed_start


module card$mirror$receiver$reduce(x,y);
    
    // Module arguments
    input wire  [127:0] x;
    output reg  [31:0] y;
    
    // Update code (custom)
    `ifdef SYNTHESIS
    wire s0 = x[10] ^ x[119];
    wire s1 = x[14] ^ x[40];
    wire s2 = x[19] ^ x[102];
    wire s3 = x[59] ^ x[76];
    wire s4 = x[60] ^ x[77];
    wire s5 = x[61] ^ x[78];
    wire s6 = x[3] ^ x[82];
    wire s7 = x[0] ^ x[79];
    wire s8 = x[8] ^ x[75];
    wire s9 = x[22] ^ x[48];
    wire s10 = x[23] ^ x[106];
    wire s11 = x[27] ^ x[50];
    wire s12 = x[51] ^ x[122];
    wire s13 = x[58] ^ x[117];
    wire s14 = x[97] ^ x[116];
    wire s15 = x[98] ^ x[121];
    wire s16 = x[1] ^ x[64];
    wire s17 = x[9] ^ x[57];
    wire s18 = x[18] ^ x[44];
    wire s19 = x[20] ^ x[93];
    wire s20 = x[21] ^ x[94];
    wire s21 = x[35] ^ x[95];
    wire s22 = x[41] ^ x[54];
    wire s23 = x[42] ^ x[55];
    wire s24 = x[43] ^ x[56];
    wire s25 = x[45] ^ x[111];
    wire s26 = x[52] ^ x[85];
    wire s27 = x[53] ^ x[86];
    wire s28 = x[65] ^ x[123];
    wire s29 = x[90] ^ x[96];
    wire s30 = x[100] ^ x[109];
    wire s31 = x[46] ^ x[112];
    wire s32 = x[47] ^ x[63];
    wire s33 = x[80] ^ x[92];
    wire s34 = x[88] ^ x[107];
    wire s35 = x[89] ^ x[108];
    wire s36 = x[91] ^ x[110];
    wire s37 = x[99] ^ x[113];
    wire s38 = x[105] ^ x[118];
    wire s39 = x[2] ^ x[4];
    wire s40 = x[5] ^ x[30];
    wire s41 = x[6] ^ x[31];
    wire s42 = x[7] ^ x[32];
    wire s43 = x[11] ^ x[120];
    wire s44 = x[62] ^ x[126];
    wire s45 = x[66] ^ x[124];
    wire s46 = x[67] ^ x[125];
    wire s47 = x[68] ^ x[127];
    wire s48 = x[37] ^ s3;
    wire s49 = x[49] ^ s0;
    wire s50 = x[74] ^ s2;
    wire s51 = x[12] ^ x[38];
    wire s52 = x[13] ^ x[39];
    wire s53 = x[26] ^ x[114];
    wire s54 = x[70] ^ x[103];
    wire s55 = x[71] ^ x[104];
    wire s56 = x[81] ^ x[101];
    wire s57 = x[25] ^ s15;
    wire s58 = x[87] ^ s4;
    wire s59 = s11 ^ s14;
    wire s60 = s12 ^ s13;
    wire s61 = x[15] ^ x[17];
    wire s62 = x[16] ^ x[28];
    wire s63 = x[24] ^ x[33];
    wire s64 = x[69] ^ x[115];
    wire s65 = x[34] ^ s36;
    wire s66 = x[36] ^ s22;
    wire s67 = s1 ^ s6;
    wire s68 = s5 ^ s10;
    wire s69 = s8 ^ s16;
    wire s70 = s9 ^ s44;
    wire s71 = s19 ^ s31;
    wire s72 = x[83] ^ x[84];
    wire s73 = x[29] ^ s23;
    wire s74 = x[72] ^ s34;
    wire s75 = x[73] ^ s7;
    wire s76 = s17 ^ s25;
    wire s77 = s20 ^ s32;
    wire s78 = s21 ^ s33;
    wire s79 = s24 ^ s26;
    wire s80 = s27 ^ s39;
    wire s81 = s29 ^ s30;
    wire s82 = x[119] ^ s35;
    wire s83 = x[126] ^ s42;
    wire s84 = s28 ^ s40;
    wire s85 = s38 ^ s51;
    wire s86 = s37 ^ s77;
    wire s87 = s49 ^ s56;
    wire s88 = x[58] ^ s47;
    wire s89 = x[75] ^ s46;
    wire s90 = x[81] ^ s41;
    wire s91 = x[115] ^ s45;
    wire s92 = x[124] ^ s43;
    wire s93 = s50 ^ s57;
    wire s94 = s53 ^ s58;
    wire s95 = s59 ^ s65;
    wire s96 = s61 ^ s74;
    wire s97 = s64 ^ s78;
    wire s98 = x[29] ^ x[42];
    wire s99 = x[74] ^ x[106];
    wire s100 = x[95] ^ x[103];
    wire s101 = x[12] ^ s54;
    wire s102 = x[13] ^ s7;
    wire s103 = x[14] ^ s63;
    wire s104 = x[17] ^ s52;
    wire s105 = x[46] ^ s5;
    wire s106 = x[48] ^ s28;
    wire s107 = x[57] ^ s18;
    wire s108 = x[62] ^ s10;
    wire s109 = x[87] ^ s62;
    wire s110 = x[96] ^ s18;
    wire s111 = x[114] ^ s0;
    wire s112 = x[125] ^ s55;
    wire s113 = x[4] ^ s71;
    wire s114 = x[9] ^ s73;
    wire s115 = x[16] ^ s85;
    wire s116 = x[18] ^ s67;
    wire s117 = x[24] ^ s48;
    wire s118 = x[45] ^ s75;
    wire s119 = x[52] ^ s66;
    wire s120 = x[80] ^ s82;
    wire s121 = x[101] ^ s79;
    wire s122 = x[105] ^ s84;
    wire s123 = x[111] ^ s69;
    wire s124 = s2 ^ s60;
    wire s125 = s3 ^ s76;
    wire s126 = s30 ^ s70;
    wire s127 = s81 ^ s88;
    wire s128 = x[0] ^ x[49];
    wire s129 = x[1] ^ x[104];
    wire s130 = x[2] ^ x[27];
    wire s131 = x[5] ^ x[82];
    wire s132 = x[7] ^ x[40];
    wire s133 = x[11] ^ x[127];
    wire s134 = x[15] ^ x[41];
    wire s135 = x[28] ^ x[94];
    wire s136 = x[31] ^ x[36];
    wire s137 = x[33] ^ x[120];
    wire s138 = x[34] ^ x[73];
    wire s139 = x[43] ^ x[61];
    wire s140 = x[56] ^ x[65];
    wire s141 = x[64] ^ x[112];
    wire s142 = x[79] ^ x[97];
    wire s143 = x[8] ^ s4;
    wire s144 = x[22] ^ s8;
    wire s145 = x[27] ^ s41;
    wire s146 = x[35] ^ s9;
    wire s147 = x[44] ^ s21;
    wire s148 = x[47] ^ s20;
    wire s149 = x[55] ^ s54;
    wire s150 = x[59] ^ s36;
    wire s151 = x[60] ^ s72;
    wire s152 = x[82] ^ s1;
    wire s153 = x[86] ^ s6;
    wire s154 = x[91] ^ s47;
    wire s155 = x[122] ^ s33;
    wire s156 = s1 ^ s52;
    wire s157 = s22 ^ s62;
    wire s158 = s25 ^ s37;
    wire s159 = s38 ^ s43;
    wire s160 = x[6] ^ s102;
    wire s161 = x[20] ^ s69;
    wire s162 = x[38] ^ s89;
    wire s163 = x[39] ^ s70;
    wire s164 = x[53] ^ s48;
    wire s165 = x[69] ^ s67;
    wire s166 = x[93] ^ s68;
    wire s167 = x[99] ^ s50;
    wire s168 = x[102] ^ s80;
    wire s169 = x[110] ^ s71;
    wire s170 = x[113] ^ s76;
    wire s171 = s5 ^ s83;
    wire s172 = s17 ^ s60;
    wire s173 = s35 ^ s92;
    wire s174 = s49 ^ s99;
    wire s175 = s57 ^ s151;
    wire s176 = s58 ^ s140;
    wire s177 = s26 ^ s126;
    wire s178 = s27 ^ s125;
    wire s179 = s34 ^ s117;
    wire s180 = s40 ^ s97;
    wire s181 = s86 ^ s98;
    wire s182 = s87 ^ s155;
    wire s183 = x[3] ^ x[44];
    wire s184 = x[10] ^ x[121];
    wire s185 = x[14] ^ x[25];
    wire s186 = x[21] ^ x[26];
    wire s187 = x[23] ^ x[63];
    wire s188 = x[25] ^ x[116];
    wire s189 = x[26] ^ x[79];
    wire s190 = x[30] ^ x[54];
    wire s191 = x[32] ^ x[107];
    wire s192 = x[34] ^ x[78];
    wire s193 = x[43] ^ x[98];
    wire s194 = x[48] ^ x[51];
    wire s195 = x[54] ^ x[68];
    wire s196 = x[63] ^ x[100];
    wire s197 = x[66] ^ x[117];
    wire s198 = x[67] ^ x[72];
    wire s199 = x[71] ^ x[118];
    wire s200 = x[76] ^ x[84];
    wire s201 = x[77] ^ x[100];
    wire s202 = x[85] ^ x[123];
    wire s203 = x[89] ^ x[127];
    wire s204 = x[90] ^ x[122];
    wire s205 = x[92] ^ x[108];
    wire s206 = x[103] ^ x[105];
    wire s207 = x[120] ^ x[121];
    wire s208 = x[1] ^ s51;
    wire s209 = x[5] ^ s39;
    wire s210 = x[7] ^ s129;
    wire s211 = x[13] ^ s29;
    wire s212 = x[23] ^ s0;
    wire s213 = x[29] ^ s136;
    wire s214 = x[37] ^ s134;
    wire s215 = x[47] ^ s56;
    wire s216 = x[50] ^ s24;
    wire s217 = x[55] ^ s14;
    wire s218 = x[72] ^ s45;
    wire s219 = x[83] ^ s15;
    wire s220 = x[88] ^ s12;
    wire s221 = x[92] ^ s21;
    wire s222 = x[93] ^ s31;
    wire s223 = x[98] ^ s54;
    wire s224 = x[99] ^ s23;
    wire s225 = x[101] ^ s55;
    wire s226 = x[102] ^ s141;
    wire s227 = x[117] ^ s18;
    wire s228 = x[118] ^ s130;
    wire s229 = x[121] ^ s13;
    wire s230 = x[125] ^ s6;
    wire s231 = s11 ^ s19;
    wire s232 = s11 ^ s35;
    wire s233 = s12 ^ s16;
    wire s234 = s20 ^ s53;
    wire s235 = s32 ^ s46;
    wire s236 = s37 ^ s72;
    wire s237 = s42 ^ s197;
    wire s238 = s46 ^ s64;
    wire s239 = s61 ^ s142;
    wire s240 = s63 ^ s131;
    wire s241 = s132 ^ s187;
    wire s242 = s196 ^ s206;
    wire s243 = x[33] ^ s159;
    wire s244 = x[46] ^ s104;
    wire s245 = x[53] ^ s108;
    wire s246 = x[64] ^ s90;
    wire s247 = x[80] ^ s91;
    wire s248 = x[84] ^ s108;
    wire s249 = x[89] ^ s101;
    wire s250 = x[104] ^ s66;
    wire s251 = x[107] ^ s107;
    wire s252 = x[108] ^ s90;
    wire s253 = x[109] ^ s149;
    wire s254 = x[114] ^ s80;
    wire s255 = x[116] ^ s147;
    wire s256 = x[123] ^ s111;
    wire s257 = s14 ^ s110;
    wire s258 = s17 ^ s106;
    wire s259 = s19 ^ s59;
    wire s260 = s23 ^ s148;
    wire s261 = s24 ^ s111;
    wire s262 = s27 ^ s109;
    wire s263 = s29 ^ s146;
    wire s264 = s32 ^ s106;
    wire s265 = s47 ^ s83;
    wire s266 = s48 ^ s63;
    wire s267 = s65 ^ s75;
    wire s268 = s66 ^ s231;
    wire s269 = s68 ^ s79;
    wire s270 = s72 ^ s145;
    wire s271 = s73 ^ s112;
    wire s272 = s81 ^ s137;
    wire s273 = s82 ^ s138;
    wire s274 = s85 ^ s157;
    wire s275 = s101 ^ s153;
    wire s276 = s103 ^ s107;
    wire s277 = s103 ^ s154;
    wire s278 = s104 ^ s210;
    wire s279 = s128 ^ s220;
    wire s280 = s143 ^ s237;
    wire s281 = s150 ^ s242;
    wire s282 = s152 ^ s223;
    wire s283 = s184 ^ s233;
    wire s284 = s186 ^ s228;
    wire s285 = s194 ^ s234;
    wire s286 = x[11] ^ s97;
    wire s287 = x[19] ^ s127;
    wire s288 = x[56] ^ s175;
    wire s289 = x[78] ^ s113;
    wire s290 = x[83] ^ s96;
    wire s291 = x[87] ^ s96;
    wire s292 = s15 ^ s171;
    wire s293 = s16 ^ s93;
    wire s294 = s41 ^ s176;
    wire s295 = s44 ^ s120;
    wire s296 = s45 ^ s94;
    wire s297 = s55 ^ s160;
    wire s298 = s68 ^ s124;
    wire s299 = s80 ^ s87;
    wire s300 = s84 ^ s115;
    wire s301 = s93 ^ s240;
    wire s302 = s94 ^ s118;
    wire s303 = s95 ^ s116;
    wire s304 = s105 ^ s120;
    wire s305 = s109 ^ s166;
    wire s306 = s114 ^ s158;
    wire s307 = s114 ^ s244;
    wire s308 = s115 ^ s172;
    wire s309 = s119 ^ s164;
    wire s310 = s121 ^ s232;
    wire s311 = s121 ^ s254;
    wire s312 = s122 ^ s133;
    wire s313 = s123 ^ s165;
    wire s314 = s161 ^ s253;
    wire s315 = s170 ^ s225;
    wire s316 = s174 ^ s249;
    wire s317 = s209 ^ s275;
    wire s318 = s221 ^ s261;
    wire s319 = s227 ^ s259;
    wire s320 = x[70] ^ s178;
    wire s321 = x[94] ^ s179;
    wire s322 = s180 ^ s193;
    wire s323 = s181 ^ s195;
    always @(*) begin
        y[0] = x[24] ^ x[28] ^ x[36] ^ x[58] ^ x[62] ^ x[74] ^ s4 ^ s43 ^ s45 ^ s59 ^ s71 ^ s134 ^ s146 ^ s168 ^ s182 ^ s202 ^ s219 ^ s251 ^ s281 ^ s313;
        y[1] = x[9] ^ x[15] ^ x[50] ^ s25 ^ s28 ^ s48 ^ s56 ^ s89 ^ s92 ^ s124 ^ s128 ^ s141 ^ s175 ^ s181 ^ s205 ^ s250 ^ s305 ^ s317;
        y[2] = x[17] ^ x[50] ^ x[68] ^ x[102] ^ s6 ^ s100 ^ s113 ^ s139 ^ s160 ^ s177 ^ s236 ^ s271 ^ s283 ^ s296 ^ s300 ^ s321;
        y[3] = x[38] ^ x[100] ^ x[110] ^ x[113] ^ s4 ^ s68 ^ s77 ^ s100 ^ s110 ^ s185 ^ s218 ^ s238 ^ s270 ^ s278 ^ s279 ^ s295 ^ s311 ^ s312;
        y[4] = x[39] ^ x[104] ^ x[122] ^ s89 ^ s113 ^ s119 ^ s131 ^ s150 ^ s270 ^ s286 ^ s287 ^ s292 ^ s302 ^ s316;
        y[5] = x[88] ^ s23 ^ s49 ^ s86 ^ s88 ^ s91 ^ s200 ^ s201 ^ s214 ^ s226 ^ s263 ^ s276 ^ s292 ^ s297 ^ s317;
        y[6] = x[41] ^ x[42] ^ x[60] ^ x[81] ^ s28 ^ s130 ^ s158 ^ s162 ^ s169 ^ s192 ^ s203 ^ s218 ^ s241 ^ s251 ^ s262 ^ s297 ^ s301 ^ s318;
        y[7] = x[6] ^ x[18] ^ s3 ^ s29 ^ s93 ^ s95 ^ s96 ^ s132 ^ s139 ^ s163 ^ s202 ^ s205 ^ s238 ^ s299 ^ s302 ^ s323;
        y[8] = x[73] ^ s94 ^ s105 ^ s123 ^ s126 ^ s149 ^ s153 ^ s154 ^ s157 ^ s167 ^ s173 ^ s241 ^ s279 ^ s319 ^ s322;
        y[9] = x[12] ^ x[91] ^ x[99] ^ x[109] ^ s26 ^ s34 ^ s105 ^ s116 ^ s124 ^ s148 ^ s159 ^ s203 ^ s212 ^ s239 ^ s247 ^ s263 ^ s271 ^ s294 ^ s320;
        y[10] = x[2] ^ x[12] ^ x[124] ^ s50 ^ s74 ^ s83 ^ s102 ^ s147 ^ s190 ^ s199 ^ s204 ^ s235 ^ s305 ^ s310 ^ s313;
        y[11] = x[41] ^ x[51] ^ x[76] ^ x[112] ^ x[125] ^ s118 ^ s135 ^ s168 ^ s183 ^ s211 ^ s213 ^ s258 ^ s277 ^ s290 ^ s295 ^ s314;
        y[12] = x[21] ^ x[40] ^ x[82] ^ s8 ^ s98 ^ s117 ^ s177 ^ s191 ^ s204 ^ s226 ^ s255 ^ s262 ^ s268 ^ s273 ^ s288 ^ s312 ^ s315;
        y[13] = x[65] ^ x[119] ^ s33 ^ s39 ^ s51 ^ s57 ^ s69 ^ s81 ^ s133 ^ s139 ^ s165 ^ s190 ^ s248 ^ s252 ^ s266 ^ s285 ^ s291 ^ s306 ^ s319;
        y[14] = x[52] ^ x[88] ^ x[124] ^ s42 ^ s136 ^ s156 ^ s167 ^ s178 ^ s188 ^ s216 ^ s229 ^ s273 ^ s285 ^ s286 ^ s300 ^ s314;
        y[15] = x[32] ^ s61 ^ s90 ^ s91 ^ s112 ^ s144 ^ s156 ^ s169 ^ s172 ^ s176 ^ s255 ^ s272 ^ s284 ^ s309 ^ s316;
        y[16] = x[15] ^ x[22] ^ x[66] ^ x[123] ^ s4 ^ s62 ^ s74 ^ s162 ^ s171 ^ s211 ^ s212 ^ s229 ^ s243 ^ s260 ^ s303 ^ s309 ^ s315;
        y[17] = x[4] ^ x[111] ^ s31 ^ s73 ^ s138 ^ s143 ^ s163 ^ s164 ^ s173 ^ s198 ^ s219 ^ s239 ^ s274 ^ s277 ^ s298 ^ s318;
        y[18] = x[10] ^ s9 ^ s40 ^ s75 ^ s91 ^ s95 ^ s123 ^ s127 ^ s168 ^ s185 ^ s215 ^ s230 ^ s236 ^ s269 ^ s274 ^ s307;
        y[19] = x[126] ^ s7 ^ s10 ^ s24 ^ s60 ^ s122 ^ s144 ^ s200 ^ s207 ^ s235 ^ s246 ^ s268 ^ s296 ^ s307;
        y[20] = x[28] ^ x[30] ^ x[77] ^ x[118] ^ s18 ^ s46 ^ s145 ^ s152 ^ s179 ^ s247 ^ s258 ^ s260 ^ s265 ^ s269 ^ s283;
        y[21] = x[65] ^ s25 ^ s78 ^ s116 ^ s137 ^ s142 ^ s162 ^ s213 ^ s265 ^ s281 ^ s289 ^ s293 ^ s310;
        y[22] = x[35] ^ x[51] ^ x[77] ^ x[85] ^ s86 ^ s92 ^ s122 ^ s129 ^ s163 ^ s174 ^ s189 ^ s191 ^ s266 ^ s287 ^ s303;
        y[23] = x[8] ^ x[127] ^ s26 ^ s50 ^ s60 ^ s100 ^ s188 ^ s192 ^ s208 ^ s222 ^ s230 ^ s245 ^ s252 ^ s256 ^ s276;
        y[24] = x[3] ^ x[47] ^ s38 ^ s64 ^ s95 ^ s110 ^ s135 ^ s156 ^ s170 ^ s177 ^ s182 ^ s189 ^ s222 ^ s250 ^ s280 ^ s293;
        y[25] = x[0] ^ x[67] ^ x[127] ^ s8 ^ s53 ^ s59 ^ s78 ^ s135 ^ s169 ^ s214 ^ s243 ^ s264 ^ s282 ^ s298 ^ s299 ^ s306;
        y[26] = x[76] ^ x[79] ^ s1 ^ s55 ^ s58 ^ s65 ^ s99 ^ s144 ^ s180 ^ s257 ^ s308 ^ s311 ^ s323;
        y[27] = x[75] ^ x[96] ^ s2 ^ s9 ^ s13 ^ s38 ^ s52 ^ s119 ^ s166 ^ s183 ^ s201 ^ s217 ^ s246 ^ s256 ^ s291 ^ s320 ^ s322;
        y[28] = x[16] ^ x[36] ^ x[54] ^ x[115] ^ s13 ^ s42 ^ s87 ^ s118 ^ s173 ^ s199 ^ s224 ^ s245 ^ s257 ^ s282 ^ s289 ^ s294 ^ s321;
        y[29] = x[37] ^ x[45] ^ x[57] ^ x[59] ^ x[90] ^ x[95] ^ x[118] ^ s7 ^ s22 ^ s30 ^ s43 ^ s86 ^ s112 ^ s208 ^ s216 ^ s217 ^ s280 ^ s290 ^ s301 ^ s304;
        y[30] = x[2] ^ x[6] ^ s18 ^ s52 ^ s53 ^ s70 ^ s100 ^ s161 ^ s198 ^ s215 ^ s224 ^ s267 ^ s272 ^ s288 ^ s304 ^ s308;
        y[31] = x[35] ^ x[61] ^ x[97] ^ x[115] ^ s67 ^ s79 ^ s125 ^ s127 ^ s167 ^ s182 ^ s207 ^ s248 ^ s264 ^ s267 ^ s278 ^ s284;
    end
    `else
    always @(*) begin
        y[0] = ^(x & 128'b00011111100100011100101011110110001110000110111100101100001001011101111000100111010100110001100000011001010101001100110100011110);
        y[1] = ^(x & 128'b00111111001000111001010111101100011100001101111001011000010010111011110001001110101001100011000000110010101010011001101000111101);
        y[2] = ^(x & 128'b01111110010001110010101111011000111000011011110010110000100101110111100010011101010011000110000001100101010100110011010001111011);
        y[3] = ^(x & 128'b11111100100011100101011110110001110000110111100101100001001011101111000100111010100110001100000011001010101001100110100011110111);
        y[4] = ^(x & 128'b11100110100011010110010110010101101111101001110111101110011110000011110001010010011000101001100110001100000110000001110011110001);
        y[5] = ^(x & 128'b11010010100010110000000111011101010001010101010011110000110101011010011010000011100101100010101100000001011001001111010011111101);
        y[6] = ^(x & 128'b10111010100001111100100101001100101100101100011011001101100011101001001100100000011111110100111000011011100111010010010011100101);
        y[7] = ^(x & 128'b01101010100111100101100001101111010111011110001010110111001110001111100001100111101011011000010000101110011011101000010011010101);
        y[8] = ^(x & 128'b11010101001111001011000011011110101110111100010101101110011100011111000011001111010110110000100001011100110111010000100110101011);
        y[9] = ^(x & 128'b10110101111010001010101101001011010011111110010111110000110001100011111110111001111001010000100010100000111011101101111001001000);
        y[10] = ^(x & 128'b01110100010000001001110001100000101001111010010011001101101010011010000101010100100110010000100101011000100010010111000110001111);
        y[11] = ^(x & 128'b11101000100000010011100011000001010011110100100110011011010100110100001010101001001100100001001010110001000100101110001100011111);
        y[12] = ^(x & 128'b11001110100100111011101101110100101001101111110000011010100000110101101101110101001101110011110101111011011100010000101100100000);
        y[13] = ^(x & 128'b10000010101101101011110000011111011101011001011100011001001000110110100011001101001111010110001011101111101101101101101101011110);
        y[14] = ^(x & 128'b00011010111111001011001011001000110100110100000100011110011000110000111110111101001010011101110111000110001110010111101110100010);
        y[15] = ^(x & 128'b00110101111110010110010110010001101001101000001000111100110001100001111101111010010100111011101110001100011100101111011101000100);
        y[16] = ^(x & 128'b01101011111100101100101100100011010011010000010001111001100011000011111011110100101001110111011100011000111001011110111010001000);
        y[17] = ^(x & 128'b11010111111001011001011001000110100110100000100011110011000110000111110111101001010011101110111000110001110010111101110100010000);
        y[18] = ^(x & 128'b10110000010110101110011001111011000011000111111011001010000101010010010111110101110011101100010001111010110000110111011100111111);
        y[19] = ^(x & 128'b01111111001001000000011000000000001000001001001010111000000011111001010111001100110011101001000011101100110100100010001101100001);
        y[20] = ^(x & 128'b11111110010010000000110000000000010000010010010101110000000111110010101110011001100111010010000111011001101001000100011011000010);
        y[21] = ^(x & 128'b11100011000000011101001011110110101110100010010111001100000110111000100100010100011010010101101110101010000111000100000010011010);
        y[22] = ^(x & 128'b11011001100100100110111100011011010011000010010010110100000100101100110000001111100000011010111101001101011011000100110000101010);
        y[23] = ^(x & 128'b10101100101101010001010011000000101000000010011001000100000000000100011000111000010100000100011010000011100011000101010101001010);
        y[24] = ^(x & 128'b01000110111110111110001101110111011110000010001110100100001001010101001001010111111100111001010100011110010011000110011110001010);
        y[25] = ^(x & 128'b10001101111101111100011011101110111100000100011101001000010010101010010010101111111001110010101000111100100110001100111100010101);
        y[26] = ^(x & 128'b00000100011111100100011100101011110110001110000110111100101100001001011101111000100111010100110001100000011001010101001100110100);
        y[27] = ^(x & 128'b00001000111111001000111001010111101100011100001101111001011000010010111011110001001110101001100011000000110010101010011001101000);
        y[28] = ^(x & 128'b00010001111110010001110010101111011000111000011011110010110000100101110111100010011101010011000110000001100101010100110011010001);
        y[29] = ^(x & 128'b00100011111100100011100101011110110001110000110111100101100001001011101111000100111010100110001100000011001010101001100110100011);
        y[30] = ^(x & 128'b01000111111001000111001010111101100011100001101111001011000010010111011110001001110101001100011000000110010101010011001101000111);
        y[31] = ^(x & 128'b10001111110010001110010101111011000111000011011110010110000100101110111100010011101010011000110000001100101010100110011010001111);
    end
    `endif
endmodule // card$mirror$receiver$reduce


module card$mirror$receiver$reduce_ack(x,y);
    
    // Module arguments
    input wire  [23:0] x;
    output reg  [31:0] y;
    
    // Update code (custom)
    `ifdef SYNTHESIS
    wire s0 = x[12] ^ x[15];
    wire s1 = x[2] ^ x[18];
    wire s2 = x[13] ^ x[14];
    wire s3 = x[17] ^ x[22];
    wire s4 = x[0] ^ x[9];
    wire s5 = x[1] ^ x[7];
    wire s6 = x[3] ^ x[19];
    wire s7 = x[20] ^ x[21];
    wire s8 = x[5] ^ x[23];
    wire s9 = x[4] ^ x[10];
    wire s10 = x[6] ^ x[11];
    wire s11 = x[16] ^ s2;
    wire s12 = x[8] ^ s0;
    wire s13 = x[19] ^ s1;
    wire s14 = x[8] ^ x[15];
    wire s15 = s3 ^ s4;
    wire s16 = x[7] ^ x[17];
    wire s17 = x[11] ^ x[20];
    wire s18 = x[6] ^ s5;
    wire s19 = x[14] ^ s7;
    wire s20 = s0 ^ s6;
    wire s21 = x[1] ^ x[10];
    wire s22 = x[3] ^ x[4];
    wire s23 = x[5] ^ x[18];
    wire s24 = x[13] ^ x[16];
    wire s25 = x[0] ^ s8;
    wire s26 = x[2] ^ s8;
    wire s27 = x[21] ^ s3;
    wire s28 = x[23] ^ s9;
    wire s29 = s1 ^ s10;
    wire s30 = s2 ^ s5;
    wire s31 = s4 ^ s7;
    wire s32 = s11 ^ s12;
    wire s33 = x[1] ^ x[6];
    wire s34 = x[4] ^ x[8];
    wire s35 = x[5] ^ x[17];
    wire s36 = x[7] ^ x[22];
    wire s37 = x[10] ^ x[23];
    wire s38 = x[16] ^ x[20];
    wire s39 = x[4] ^ s6;
    wire s40 = x[9] ^ s9;
    wire s41 = x[15] ^ s10;
    wire s42 = x[18] ^ s5;
    wire s43 = s0 ^ s35;
    wire s44 = s1 ^ s3;
    wire s45 = s9 ^ s17;
    wire s46 = x[15] ^ s11;
    wire s47 = x[21] ^ s11;
    wire s48 = s6 ^ s19;
    wire s49 = s8 ^ s39;
    wire s50 = s12 ^ s15;
    wire s51 = s13 ^ s16;
    wire s52 = s13 ^ s28;
    always @(*) begin
        y[0] = x[17] ^ x[18] ^ s6 ^ s12 ^ s18 ^ s38;
        y[1] = s24 ^ s31 ^ s34 ^ s51;
        y[2] = x[8] ^ s15 ^ s21 ^ s23 ^ s48;
        y[3] = x[1] ^ x[22] ^ s31 ^ s41 ^ s52;
        y[4] = x[10] ^ s14 ^ s25 ^ s27 ^ s29;
        y[5] = x[23] ^ s14 ^ s15 ^ s17;
        y[6] = x[6] ^ s6 ^ s14 ^ s16 ^ s31 ^ s37;
        y[7] = s10 ^ s20 ^ s27 ^ s40;
        y[8] = x[12] ^ x[18] ^ s8 ^ s24 ^ s36 ^ s45;
        y[9] = x[3] ^ x[11] ^ s7 ^ s25 ^ s42 ^ s46;
        y[10] = s1 ^ s19 ^ s22 ^ s36;
        y[11] = x[21] ^ x[22] ^ s14 ^ s49;
        y[12] = s42 ^ s49 ^ s50;
        y[13] = x[3] ^ x[13] ^ s0 ^ s16 ^ s26 ^ s40;
        y[14] = x[19] ^ s30 ^ s43 ^ s45;
        y[15] = x[0] ^ x[5] ^ s7 ^ s29 ^ s32;
        y[16] = s15 ^ s18 ^ s20 ^ s47;
        y[17] = x[20] ^ s5 ^ s11 ^ s14 ^ s28 ^ s44;
        y[18] = x[9] ^ x[12] ^ s5 ^ s10 ^ s19 ^ s26;
        y[19] = s3 ^ s7 ^ s13 ^ s21 ^ s24;
        y[20] = x[11] ^ x[23] ^ s44 ^ s48;
        y[21] = x[16] ^ x[23] ^ s18 ^ s27 ^ s34;
        y[22] = x[22] ^ s4 ^ s20 ^ s26 ^ s33 ^ s38;
        y[23] = x[13] ^ x[21] ^ s12 ^ s52;
        y[24] = s10 ^ s23 ^ s30 ^ s50;
        y[25] = x[9] ^ s13 ^ s18 ^ s32 ^ s37;
        y[26] = x[12] ^ s2 ^ s4 ^ s21 ^ s29;
        y[27] = x[2] ^ x[10] ^ x[11] ^ s20 ^ s30;
        y[28] = x[2] ^ s17 ^ s22 ^ s32;
        y[29] = s4 ^ s22 ^ s43 ^ s47;
        y[30] = s3 ^ s9 ^ s23 ^ s33 ^ s46;
        y[31] = x[14] ^ x[16] ^ s25 ^ s41 ^ s51;
    end
    `else
    always @(*) begin
        y[0] = ^(x & 24'b000111111001000111001010);
        y[1] = ^(x & 24'b001111110010001110010101);
        y[2] = ^(x & 24'b011111100100011100101011);
        y[3] = ^(x & 24'b111111001000111001010111);
        y[4] = ^(x & 24'b111001101000110101100101);
        y[5] = ^(x & 24'b110100101000101100000001);
        y[6] = ^(x & 24'b101110101000011111001001);
        y[7] = ^(x & 24'b011010101001111001011000);
        y[8] = ^(x & 24'b110101010011110010110000);
        y[9] = ^(x & 24'b101101011110100010101011);
        y[10] = ^(x & 24'b011101000100000010011100);
        y[11] = ^(x & 24'b111010001000000100111000);
        y[12] = ^(x & 24'b110011101001001110111011);
        y[13] = ^(x & 24'b100000101011011010111100);
        y[14] = ^(x & 24'b000110101111110010110010);
        y[15] = ^(x & 24'b001101011111100101100101);
        y[16] = ^(x & 24'b011010111111001011001011);
        y[17] = ^(x & 24'b110101111110010110010110);
        y[18] = ^(x & 24'b101100000101101011100110);
        y[19] = ^(x & 24'b011111110010010000000110);
        y[20] = ^(x & 24'b111111100100100000001100);
        y[21] = ^(x & 24'b111000110000000111010010);
        y[22] = ^(x & 24'b110110011001001001101111);
        y[23] = ^(x & 24'b101011001011010100010100);
        y[24] = ^(x & 24'b010001101111101111100011);
        y[25] = ^(x & 24'b100011011111011111000110);
        y[26] = ^(x & 24'b000001000111111001000111);
        y[27] = ^(x & 24'b000010001111110010001110);
        y[28] = ^(x & 24'b000100011111100100011100);
        y[29] = ^(x & 24'b001000111111001000111001);
        y[30] = ^(x & 24'b010001111110010001110010);
        y[31] = ^(x & 24'b100011111100100011100101);
    end
    `endif
endmodule // card$mirror$receiver$reduce_ack


module card$mirror$receiver$reduced(d,q,clock);
    
    // Module arguments
    input wire  [127:0] d;
    output reg  [127:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 128'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$receiver$reduced


module card$mirror$receiver$reduced_bad(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$receiver$reduced_bad


module card$mirror$receiver$reduced_body(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$receiver$reduced_body


module card$mirror$receiver$reduced_end(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$receiver$reduced_end


module card$mirror$receiver$reduced_start(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$receiver$reduced_start


module card$mirror$receiver$second(d,q,clock);
    
    // Module arguments
    input wire  [127:0] d;
    output reg  [127:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 128'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$receiver$second


module card$mirror$receiver$sum(d,q,clock);
    
    // Module arguments
    input wire  [31:0] d;
    output reg  [31:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 32'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$receiver$sum


module card$mirror$receiver$taken(d,q,clock);
    
    // Module arguments
    input wire  [127:0] d;
    output reg  [127:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 128'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$receiver$taken


module card$mirror$receiver$taken_control(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$receiver$taken_control


module card$mirror$receiver$taken_valid(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$receiver$taken_valid


module card$mirror$receiver$their_session(d,q,clock);
    
    // Module arguments
    input wire  [7:0] d;
    output reg  [7:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 8'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$receiver$their_session


module card$mirror$receiver$was_accepted(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$receiver$was_accepted


module card$mirror$receiver$was_bad(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$receiver$was_bad


module card$mirror$receiver$was_complete(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$receiver$was_complete


module card$mirror$receiver$was_duplicate(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$receiver$was_duplicate


module card$mirror$receiver$was_gap(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$receiver$was_gap


module card$mirror$receiver$was_good(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$receiver$was_good


module card$mirror$receiver$was_started(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$receiver$was_started


module card$mirror$source(clock,reset,stage$valid,stage$data,stage$enable,stage$first,stage$last,stage$address,stage$length,stage$publish,stage$queue,stage$mark,stage$ready,queue0$enable,queue0$changed,queue0$settled,queue0$line_base,queue0$line_count,queue0$payload_base,queue0$payload_bytes,queue0$position,queue1$enable,queue1$changed,queue1$settled,queue1$line_base,queue1$line_count,queue1$payload_base,queue1$payload_bytes,queue1$position,read$valid,read$address,read$ready,read$data_valid,read$data,hold,held,start_resync,accept,drop_mirror,range0_start,range0_end,range1_start,range1_end,range2_start,range2_end,range3_start,range3_end,range4_start,range4_end,power_fail,up,silent,lose,peer_fence,peer_fence_mask,framer_quiet,put,data,close,entry,mark,flush,room,backlog,outbox_empty,start_retired,done_retired,mirror_state,session,fenced,cursor,declared,accepted);
    
    // Module arguments
    input wire  clock;
    input wire  reset;
    input wire  stage$valid;
    input wire  [127:0] stage$data;
    input wire  [15:0] stage$enable;
    input wire  stage$first;
    input wire  stage$last;
    input wire  [27:0] stage$address;
    input wire  [6:0] stage$length;
    input wire  stage$publish;
    input wire  [5:0] stage$queue;
    input wire  [47:0] stage$mark;
    output reg  stage$ready;
    input wire  queue0$enable;
    input wire  queue0$changed;
    input wire  queue0$settled;
    input wire  [31:0] queue0$line_base;
    input wire  [31:0] queue0$line_count;
    input wire  [31:0] queue0$payload_base;
    input wire  [31:0] queue0$payload_bytes;
    input wire  [63:0] queue0$position;
    input wire  queue1$enable;
    input wire  queue1$changed;
    input wire  queue1$settled;
    input wire  [31:0] queue1$line_base;
    input wire  [31:0] queue1$line_count;
    input wire  [31:0] queue1$payload_base;
    input wire  [31:0] queue1$payload_bytes;
    input wire  [63:0] queue1$position;
    output reg  read$valid;
    output reg  [27:0] read$address;
    input wire  read$ready;
    input wire  read$data_valid;
    input wire  [127:0] read$data;
    output reg  hold;
    input wire  held;
    input wire  start_resync;
    input wire  accept;
    input wire  drop_mirror;
    input wire  [31:0] range0_start;
    input wire  [31:0] range0_end;
    input wire  [31:0] range1_start;
    input wire  [31:0] range1_end;
    input wire  [31:0] range2_start;
    input wire  [31:0] range2_end;
    input wire  [31:0] range3_start;
    input wire  [31:0] range3_end;
    input wire  [31:0] range4_start;
    input wire  [31:0] range4_end;
    input wire  power_fail;
    input wire  up;
    input wire  silent;
    input wire  lose;
    input wire  peer_fence;
    input wire  [1:0] peer_fence_mask;
    input wire  framer_quiet;
    output reg  put;
    output reg  [127:0] data;
    output reg  close;
    output reg  [75:0] entry;
    output reg  [47:0] mark;
    output reg  flush;
    input wire  room;
    input wire  backlog;
    input wire  outbox_empty;
    input wire  start_retired;
    input wire  done_retired;
    output reg  [1:0] mirror_state;
    output reg  [7:0] session;
    output reg  [1:0] fenced;
    output reg  [31:0] cursor;
    output reg  [1:0] declared;
    output reg  accepted;
    
    // Constant declarations
    localparam  mirror_lost = 2'b0;
    localparam  mirror_resync = 2'b1;
    localparam  mirror_synced = 2'b10;
    localparam  mirroring = 2'b11;
    localparam  kind_data = 4'h0;
    localparam  kind_queue = 4'h1;
    localparam  kind_sync_start = 4'h2;
    localparam  kind_sync_done = 4'h3;
    localparam  flag_masked = 4'h1;
    localparam  flag_resync = 4'h2;
    localparam  flag_publish = 4'h4;
    localparam  no_queue = 6'b111111;
    localparam  local_units = 28'h80000;
    localparam  patience = 8'ha2;
    
    // Enums
    localparam Work$Rest = 0;
    localparam Work$Quiet = 1;
    localparam Work$Freeze = 2;
    localparam Work$Thaw = 3;
    localparam Work$Begin = 4;
    localparam Work$Cut = 5;
    localparam Work$Wait = 6;
    localparam Work$Declare0 = 7;
    localparam Work$Declare1 = 8;
    localparam Work$Range = 9;
    localparam Work$Block = 10;
    localparam Work$Claim = 11;
    localparam Work$Read = 12;
    localparam Work$Complete = 13;
    localparam Work$Settle = 14;
    
    // Stub signals
    reg  [3:0] work$d;
    wire  [3:0] work$q;
    reg  work$clock;
    reg  [1:0] state$d;
    wire  [1:0] state$q;
    reg  state$clock;
    reg  [7:0] our_session$d;
    wire  [7:0] our_session$q;
    reg  our_session$clock;
    reg  [1:0] refused$d;
    wire  [1:0] refused$q;
    reg  refused$clock;
    reg  [1:0] last_fence$d;
    wire  [1:0] last_fence$q;
    reg  last_fence$clock;
    reg  chunk$d;
    wire  chunk$q;
    reg  chunk$clock;
    reg  skipping$d;
    wire  skipping$q;
    reg  skipping$clock;
    reg  [75:0] chunk_entry$d;
    wire  [75:0] chunk_entry$q;
    reg  chunk_entry$clock;
    reg  [47:0] chunk_mark$d;
    wire  [47:0] chunk_mark$q;
    reg  chunk_mark$clock;
    reg  pending$d;
    wire  pending$q;
    reg  pending$clock;
    reg  beginning$d;
    wire  beginning$q;
    reg  beginning$clock;
    reg  [2:0] range$d;
    wire  [2:0] range$q;
    reg  range$clock;
    reg  [27:0] place$d;
    wire  [27:0] place$q;
    reg  place$clock;
    reg  [27:0] limit$d;
    wire  [27:0] limit$q;
    reg  limit$clock;
    reg  [7:0] waited$d;
    wire  [7:0] waited$q;
    reg  waited$clock;
    reg  [6:0] beats$d;
    wire  [6:0] beats$q;
    reg  beats$clock;
    reg  scanned$d;
    wire  scanned$q;
    reg  scanned$clock;
    reg  [1:0] owner$d;
    wire  [1:0] owner$q;
    reg  owner$clock;
    reg  [6:0] asked$d;
    wire  [6:0] asked$q;
    reg  asked$clock;
    reg  [6:0] got$d;
    wire  [6:0] got$q;
    reg  got$clock;
    reg  [6:0] open$d;
    wire  [6:0] open$q;
    reg  open$clock;
    reg  [27:0] whose$unit;
    reg  whose$enable0;
    reg  [31:0] whose$line_base0;
    reg  [31:0] whose$line_count0;
    reg  [31:0] whose$payload_base0;
    reg  [31:0] whose$payload_bytes0;
    reg  whose$enable1;
    reg  [31:0] whose$line_base1;
    reg  [31:0] whose$line_count1;
    reg  [31:0] whose$payload_base1;
    reg  [31:0] whose$payload_bytes1;
    wire  [1:0] whose$owned;
    
    // Local signals
    reg  lost;
    reg  losing;
    reg  [1:0] heard_fence;
    reg  settled;
    reg  [31:0] range_start;
    reg  [31:0] range_end;
    reg  [27:0] range_limit;
    reg  [27:0] rest;
    reg  [6:0] got_next;
    reg  chunk_now;
    reg  busy;
    reg  free;
    reg  cut;
    reg  starts;
    reg  [75:0] stage_entry;
    reg  took;
    reg  asks;
    reg  answered;
    reg  [127:0] base0;
    reg  [127:0] base1;
    reg  [1:0] declares;
    reg  [63:0] declared_position;
    
    // Sub module instances
    card$mirror$source$work work(
        .d(work$d),
        .q(work$q),
        .clock(work$clock)
    );
    card$mirror$source$state state(
        .d(state$d),
        .q(state$q),
        .clock(state$clock)
    );
    card$mirror$source$our_session our_session(
        .d(our_session$d),
        .q(our_session$q),
        .clock(our_session$clock)
    );
    card$mirror$source$refused refused(
        .d(refused$d),
        .q(refused$q),
        .clock(refused$clock)
    );
    card$mirror$source$last_fence last_fence(
        .d(last_fence$d),
        .q(last_fence$q),
        .clock(last_fence$clock)
    );
    card$mirror$source$chunk chunk(
        .d(chunk$d),
        .q(chunk$q),
        .clock(chunk$clock)
    );
    card$mirror$source$skipping skipping(
        .d(skipping$d),
        .q(skipping$q),
        .clock(skipping$clock)
    );
    card$mirror$source$chunk_entry chunk_entry(
        .d(chunk_entry$d),
        .q(chunk_entry$q),
        .clock(chunk_entry$clock)
    );
    card$mirror$source$chunk_mark chunk_mark(
        .d(chunk_mark$d),
        .q(chunk_mark$q),
        .clock(chunk_mark$clock)
    );
    card$mirror$source$pending pending(
        .d(pending$d),
        .q(pending$q),
        .clock(pending$clock)
    );
    card$mirror$source$beginning beginning(
        .d(beginning$d),
        .q(beginning$q),
        .clock(beginning$clock)
    );
    card$mirror$source$range range(
        .d(range$d),
        .q(range$q),
        .clock(range$clock)
    );
    card$mirror$source$place place(
        .d(place$d),
        .q(place$q),
        .clock(place$clock)
    );
    card$mirror$source$limit limit(
        .d(limit$d),
        .q(limit$q),
        .clock(limit$clock)
    );
    card$mirror$source$waited waited(
        .d(waited$d),
        .q(waited$q),
        .clock(waited$clock)
    );
    card$mirror$source$beats beats(
        .d(beats$d),
        .q(beats$q),
        .clock(beats$clock)
    );
    card$mirror$source$scanned scanned(
        .d(scanned$d),
        .q(scanned$q),
        .clock(scanned$clock)
    );
    card$mirror$source$owner owner(
        .d(owner$d),
        .q(owner$q),
        .clock(owner$clock)
    );
    card$mirror$source$asked asked(
        .d(asked$d),
        .q(asked$q),
        .clock(asked$clock)
    );
    card$mirror$source$got got(
        .d(got$d),
        .q(got$q),
        .clock(got$clock)
    );
    card$mirror$source$open open(
        .d(open$d),
        .q(open$q),
        .clock(open$clock)
    );
    card$mirror$source$whose whose(
        .unit(whose$unit),
        .enable0(whose$enable0),
        .line_base0(whose$line_base0),
        .line_count0(whose$line_count0),
        .payload_base0(whose$payload_base0),
        .payload_bytes0(whose$payload_bytes0),
        .enable1(whose$enable1),
        .line_base1(whose$line_base1),
        .line_count1(whose$line_count1),
        .payload_base1(whose$payload_base1),
        .payload_bytes1(whose$payload_bytes1),
        .owned(whose$owned)
    );
    
    // Update code
    always @(*) begin
        work$clock = clock;
        state$clock = clock;
        our_session$clock = clock;
        refused$clock = clock;
        last_fence$clock = clock;
        chunk$clock = clock;
        skipping$clock = clock;
        chunk_entry$clock = clock;
        chunk_mark$clock = clock;
        pending$clock = clock;
        beginning$clock = clock;
        range$clock = clock;
        place$clock = clock;
        limit$clock = clock;
        waited$clock = clock;
        beats$clock = clock;
        scanned$clock = clock;
        owner$clock = clock;
        asked$clock = clock;
        got$clock = clock;
        open$clock = clock;
        work$d = work$q;
        state$d = state$q;
        our_session$d = our_session$q;
        refused$d = refused$q;
        last_fence$d = last_fence$q;
        chunk$d = chunk$q;
        skipping$d = skipping$q;
        chunk_entry$d = chunk_entry$q;
        chunk_mark$d = chunk_mark$q;
        pending$d = pending$q;
        beginning$d = beginning$q;
        range$d = range$q;
        place$d = place$q;
        limit$d = limit$q;
        waited$d = waited$q;
        beats$d = beats$q;
        scanned$d = scanned$q;
        owner$d = owner$q;
        asked$d = asked$q;
        got$d = got$q;
        open$d = open$q;
        lost = state$q == mirror_lost;
        hold = (work$q == Work$Freeze) | (work$q == Work$Begin) | (work$q == Work$Cut) | (work$q == Work$Declare0) | (work$q == Work$Declare1) | (work$q == Work$Claim) | (work$q == Work$Read);
        flush = 1'b0;
        put = 1'b0;
        close = 1'b0;
        data = stage$data;
        mark = chunk_mark$q;
        declares = ((32'h0) & 2'h3);
        accepted = 1'b0;
        read$valid = 1'b0;
        read$address = place$q + ((asked$q) & 28'hfffffff);
        whose$unit = place$q + ((beats$q) & 28'hfffffff);
        whose$enable0 = queue0$enable;
        whose$line_base0 = queue0$line_base;
        whose$line_count0 = queue0$line_count;
        whose$payload_base0 = queue0$payload_base;
        whose$payload_bytes0 = queue0$payload_bytes;
        whose$enable1 = queue1$enable;
        whose$line_base1 = queue1$line_base;
        whose$line_count1 = queue1$line_count;
        whose$payload_base1 = queue1$payload_base;
        whose$payload_bytes1 = queue1$payload_bytes;
        settled = (~queue0$enable | queue0$settled) & (~queue1$enable | queue1$settled);
        stage_entry[(64'h0)+:(4)] = kind_data;
        stage_entry[(64'h4)+:(4)] = ((32'h0) & 4'hf);
        if (stage$publish) begin
            stage_entry[(64'h4)+:(4)] = flag_publish;
        end
        else if (stage$last & ~&stage$enable) begin
            stage_entry[(64'h4)+:(4)] = flag_masked;
        end
        stage_entry[(64'h8)+:(7)] = stage$length;
        stage_entry[(64'hf)+:(28)] = stage$address;
        stage_entry[(64'h2b)+:(6)] = stage$queue;
        stage_entry[(64'h31)+:(16)] = stage$enable;
        stage_entry[(64'h41)+:(11)] = ((32'h0) & 11'h7ff);
        entry = chunk_entry$q;
        free = ~chunk$q & room;
        busy = (work$q == Work$Begin) | (work$q == Work$Declare0) | (work$q == Work$Declare1) | (work$q == Work$Read) | (work$q == Work$Complete);
        stage$ready = chunk$q | skipping$q | lost | power_fail | (~busy & room);
        took = stage$valid & stage$ready;
        starts = took & stage$first & ~lost;
        chunk_now = chunk$q | starts;
        if (took) begin
            if (stage$first) begin
                chunk_entry$d = stage_entry;
                chunk_mark$d = stage$mark;
                entry = stage_entry;
                mark = stage$mark;
            end
            put = chunk_now;
            close = chunk_now & stage$last;
            chunk$d = chunk_now & ~stage$last;
            skipping$d = ~chunk_now & ~stage$last;
        end
        base0 = ((queue0$line_base) & 128'hffffffffffffffffffffffffffffffff) | (((queue0$line_count) & 128'hffffffffffffffffffffffffffffffff) << 32'h20);
        base1 = ((queue1$line_base) & 128'hffffffffffffffffffffffffffffffff) | (((queue1$line_count) & 128'hffffffffffffffffffffffffffffffff) << 32'h20);
        declared_position = queue0$position;
        if (free & (work$q == Work$Declare0) & queue0$enable) begin
            declares = ((32'h1) & 2'h3);
        end
        if (free & (work$q == Work$Declare1) & queue1$enable) begin
            declares = ((32'h2) & 2'h3);
            declared_position = queue1$position;
        end
        if (|declares) begin
            put = 1'b1;
            close = 1'b1;
            entry[(64'h0)+:(4)] = kind_queue;
            entry[(64'h4)+:(4)] = ((32'h0) & 4'hf);
            entry[(64'h8)+:(7)] = ((32'h1) & 7'h7f);
            entry[(64'hf)+:(28)] = ((32'h0) & 28'hfffffff);
            entry[(64'h31)+:(16)] = ((32'h0) & 16'hffff);
            entry[(64'h2b)+:(6)] = ((32'h0) & 6'h3f);
            data = base0 | (((declared_position) & 128'hffffffffffffffffffffffffffffffff) << 32'h40);
            if (declares[32'h1]) begin
                entry[(64'h2b)+:(6)] = ((32'h1) & 6'h3f);
                data = base1 | (((declared_position) & 128'hffffffffffffffffffffffffffffffff) << 32'h40);
            end
            mark = declared_position[(32'h0)+:(48)];
        end
        declared = declares;
        cut = pending$q & ~lost;
        range_start = range0_start;
        range_end = range0_end;
        if (range$q == ((32'h1) & 3'h7)) begin
            range_start = range1_start;
            range_end = range1_end;
        end
        else if (range$q == ((32'h2) & 3'h7)) begin
            range_start = range2_start;
            range_end = range2_end;
        end
        else if (range$q == ((32'h3) & 3'h7)) begin
            range_start = range3_start;
            range_end = range3_end;
        end
        else if (range$q == ((32'h4) & 3'h7)) begin
            range_start = range4_start;
            range_end = range4_end;
        end
        range_limit = range_end[(32'h4)+:(28)] & ((32'hffffffc) & 28'hfffffff);
        rest = limit$q - place$q;
        asks = 1'b0;
        answered = read$data_valid;
        got_next = got$q + 32'h1;
        case (work$q)
            Work$Rest:
                begin
                    waited$d = ((32'h0) & 8'hff);
                    if (cut) begin
                        work$d = Work$Cut;
                    end
                end
            Work$Cut:
                begin
                    waited$d = ((32'h0) & 8'hff);
                    beginning$d = 1'b0;
                    if (held) begin
                        work$d = Work$Wait;
                        if (settled) begin
                            pending$d = 1'b0;
                            work$d = Work$Declare0;
                        end
                    end
                end
            Work$Wait:
                begin
                    waited$d = waited$q + 32'h1;
                    if (waited$q == patience) begin
                        work$d = Work$Cut;
                    end
                end
            Work$Quiet:
                begin
                    if (framer_quiet & outbox_empty & ~|open$q & ~skipping$q) begin
                        our_session$d = our_session$q + 32'h1;
                        if (&our_session$q) begin
                            our_session$d = ((32'h1) & 8'hff);
                        end
                        work$d = Work$Freeze;
                    end
                end
            Work$Freeze:
                begin
                    waited$d = ((32'h0) & 8'hff);
                    if (held) begin
                        work$d = Work$Thaw;
                        if (settled) begin
                            work$d = Work$Begin;
                        end
                    end
                end
            Work$Thaw:
                begin
                    waited$d = waited$q + 32'h1;
                    if (waited$q == patience) begin
                        work$d = Work$Freeze;
                    end
                end
            Work$Begin:
                begin
                    if (free & up) begin
                        close = 1'b1;
                        entry[(64'h0)+:(4)] = kind_sync_start;
                        entry[(64'h4)+:(4)] = ((32'h0) & 4'hf);
                        entry[(64'h8)+:(7)] = ((32'h0) & 7'h7f);
                        state$d = mirror_resync;
                        pending$d = 1'b0;
                        beginning$d = 1'b1;
                        range$d = ((32'h0) & 3'h7);
                        work$d = Work$Declare0;
                    end
                end
            Work$Declare0:
                begin
                    if (free) begin
                        work$d = Work$Declare1;
                    end
                end
            Work$Declare1:
                begin
                    beats$d = ((32'h0) & 7'h7f);
                    scanned$d = 1'b0;
                    if (free) begin
                        work$d = Work$Rest;
                        if (beginning$q) begin
                            work$d = Work$Range;
                        end
                        else if (state$q == mirror_resync) begin
                            work$d = Work$Block;
                        end
                    end
                end
            Work$Range:
                begin
                    beats$d = ((32'h0) & 7'h7f);
                    scanned$d = 1'b0;
                    range$d = range$q + 32'h1;
                    place$d = range_start[(32'h4)+:(28)] & ((32'hffffffc) & 28'hfffffff);
                    limit$d = range_limit;
                    if (range_limit > local_units) begin
                        limit$d = local_units;
                    end
                    work$d = Work$Block;
                    if (range$q == ((32'h5) & 3'h7)) begin
                        place$d = place$q;
                        work$d = Work$Complete;
                    end
                end
            Work$Block:
                begin
                    asked$d = ((32'h0) & 7'h7f);
                    got$d = ((32'h0) & 7'h7f);
                    if (~scanned$q) begin
                        if (~|beats$q) begin
                            owner$d = whose$owned;
                            beats$d = ((32'h4) & 7'h7f);
                        end
                        else if ((beats$q == ((32'h10) & 7'h7f)) | (rest <= ((beats$q) & 28'hfffffff)) | (whose$owned != owner$q)) begin
                            scanned$d = 1'b1;
                        end
                        else begin
                            beats$d = beats$q + 32'h4;
                        end
                    end
                    if (waited$q != patience) begin
                        waited$d = waited$q + 32'h1;
                    end
                    if (cut) begin
                        work$d = Work$Cut;
                    end
                    else if (place$q >= limit$q) begin
                        work$d = Work$Range;
                    end
                    else if (room & up & scanned$q & (~backlog | (waited$q == patience))) begin
                        work$d = Work$Claim;
                    end
                end
            Work$Claim:
                begin
                    if (~room | ~up) begin
                        work$d = Work$Block;
                    end
                    else if ((held & free) & ~starts) begin
                        work$d = Work$Read;
                    end
                end
            Work$Read:
                begin
                    read$valid = asked$q != beats$q;
                    asks = read$valid & read$ready;
                    if (asks) begin
                        asked$d = asked$q + 32'h1;
                    end
                    entry[(64'h0)+:(4)] = kind_data;
                    entry[(64'h4)+:(4)] = flag_resync;
                    entry[(64'h8)+:(7)] = beats$q;
                    entry[(64'hf)+:(28)] = place$q;
                    entry[(64'h2b)+:(6)] = no_queue;
                    if (owner$q == ((32'h1) & 2'h3)) begin
                        entry[(64'h2b)+:(6)] = ((32'h0) & 6'h3f);
                    end
                    else if (owner$q == ((32'h2) & 2'h3)) begin
                        entry[(64'h2b)+:(6)] = ((32'h1) & 6'h3f);
                    end
                    entry[(64'h31)+:(16)] = ((32'hffff) & 16'hffff);
                    data = read$data;
                    if (answered) begin
                        put = 1'b1;
                        got$d = got_next;
                        if (got_next == beats$q) begin
                            close = 1'b1;
                            place$d = place$q + ((beats$q) & 28'hfffffff);
                            waited$d = ((32'h0) & 8'hff);
                            beats$d = ((32'h0) & 7'h7f);
                            scanned$d = 1'b0;
                            work$d = Work$Block;
                        end
                    end
                end
            Work$Complete:
                begin
                    if (free) begin
                        close = 1'b1;
                        entry[(64'h0)+:(4)] = kind_sync_done;
                        entry[(64'h4)+:(4)] = ((32'h0) & 4'hf);
                        entry[(64'h8)+:(7)] = ((32'h0) & 7'h7f);
                        work$d = Work$Settle;
                    end
                end
            Work$Settle:
                begin
                    if (done_retired) begin
                        state$d = mirror_synced;
                        work$d = Work$Rest;
                    end
                end
        endcase
        if (~up & ((work$q == Work$Freeze) | (work$q == Work$Thaw) | (work$q == Work$Begin))) begin
            work$d = Work$Rest;
        end
        if (asks & ~answered) begin
            open$d = open$q + 32'h1;
        end
        else if (~asks & answered) begin
            open$d = open$q - 32'h1;
        end
        if (queue0$changed | queue1$changed) begin
            pending$d = 1'b1;
        end
        if (accept & (state$q == mirror_synced)) begin
            state$d = mirroring;
            accepted = 1'b1;
        end
        heard_fence = last_fence$q;
        if (peer_fence) begin
            heard_fence = peer_fence_mask;
        end
        last_fence$d = heard_fence;
        refused$d = refused$q | heard_fence;
        if (start_retired) begin
            refused$d = heard_fence;
        end
        losing = lose | drop_mirror | start_resync | power_fail | (silent & ~room & ~lost & (stage$valid | hold));
        if (losing) begin
            flush = 1'b1;
            put = 1'b0;
            close = 1'b0;
            declared = ((32'h0) & 2'h3);
            accepted = 1'b0;
            state$d = mirror_lost;
            work$d = Work$Rest;
            if (chunk_now) begin
                chunk$d = 1'b0;
                skipping$d = ~(took & stage$last);
            end
            if (start_resync & up & ~power_fail) begin
                work$d = Work$Quiet;
            end
        end
        mirror_state = state$q;
        session = our_session$q;
        fenced = refused$q;
        cursor = ((place$q) & 32'hffffffff) << 32'h4;
        if (reset) begin
            work$d = Work$Rest;
            state$d = mirror_lost;
            our_session$d = ((32'h0) & 8'hff);
            refused$d = ((32'h0) & 2'h3);
            last_fence$d = ((32'h0) & 2'h3);
            chunk$d = 1'b0;
            skipping$d = 1'b0;
            pending$d = 1'b0;
            place$d = ((32'h0) & 28'hfffffff);
            open$d = ((32'h0) & 7'h7f);
        end
    end
    
endmodule // card$mirror$source


module card$mirror$source$asked(d,q,clock);
    
    // Module arguments
    input wire  [6:0] d;
    output reg  [6:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 7'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$source$asked


module card$mirror$source$beats(d,q,clock);
    
    // Module arguments
    input wire  [6:0] d;
    output reg  [6:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 7'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$source$beats


module card$mirror$source$beginning(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$source$beginning


module card$mirror$source$chunk(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$source$chunk


module card$mirror$source$chunk_entry(d,q,clock);
    
    // Module arguments
    input wire  [75:0] d;
    output reg  [75:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 76'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$source$chunk_entry


module card$mirror$source$chunk_mark(d,q,clock);
    
    // Module arguments
    input wire  [47:0] d;
    output reg  [47:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 48'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$source$chunk_mark


module card$mirror$source$got(d,q,clock);
    
    // Module arguments
    input wire  [6:0] d;
    output reg  [6:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 7'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$source$got


module card$mirror$source$last_fence(d,q,clock);
    
    // Module arguments
    input wire  [1:0] d;
    output reg  [1:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 2'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$source$last_fence


module card$mirror$source$limit(d,q,clock);
    
    // Module arguments
    input wire  [27:0] d;
    output reg  [27:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 28'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$source$limit


module card$mirror$source$open(d,q,clock);
    
    // Module arguments
    input wire  [6:0] d;
    output reg  [6:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 7'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$source$open


module card$mirror$source$our_session(d,q,clock);
    
    // Module arguments
    input wire  [7:0] d;
    output reg  [7:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 8'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$source$our_session


module card$mirror$source$owner(d,q,clock);
    
    // Module arguments
    input wire  [1:0] d;
    output reg  [1:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 2'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$source$owner


module card$mirror$source$pending(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$source$pending


module card$mirror$source$place(d,q,clock);
    
    // Module arguments
    input wire  [27:0] d;
    output reg  [27:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 28'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$source$place


module card$mirror$source$range(d,q,clock);
    
    // Module arguments
    input wire  [2:0] d;
    output reg  [2:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 3'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$source$range


module card$mirror$source$refused(d,q,clock);
    
    // Module arguments
    input wire  [1:0] d;
    output reg  [1:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 2'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$source$refused


module card$mirror$source$scanned(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$source$scanned


module card$mirror$source$skipping(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$source$skipping


module card$mirror$source$state(d,q,clock);
    
    // Module arguments
    input wire  [1:0] d;
    output reg  [1:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 2'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$source$state


module card$mirror$source$waited(d,q,clock);
    
    // Module arguments
    input wire  [7:0] d;
    output reg  [7:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 8'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$source$waited


module card$mirror$source$whose(unit,enable0,line_base0,line_count0,payload_base0,payload_bytes0,enable1,line_base1,line_count1,payload_base1,payload_bytes1,owned);
    
    // Module arguments
    input wire  [27:0] unit;
    input wire  enable0;
    input wire  [31:0] line_base0;
    input wire  [31:0] line_count0;
    input wire  [31:0] payload_base0;
    input wire  [31:0] payload_bytes0;
    input wire  enable1;
    input wire  [31:0] line_base1;
    input wire  [31:0] line_count1;
    input wire  [31:0] payload_base1;
    input wire  [31:0] payload_bytes1;
    output reg  [1:0] owned;
    
    // Constant declarations
    localparam  state0 = 16'h10;
    localparam  state1 = 16'h11;
    
    // Local signals
    reg  [27:0] from_lines0;
    reg  [27:0] from_payload0;
    reg  [27:0] lines0;
    reg  [27:0] from_lines1;
    reg  [27:0] from_payload1;
    reg  [27:0] lines1;
    reg  in0;
    reg  in1;
    reg  [15:0] part;
    
    // Update code
    always @(*) begin
        from_lines0 = unit - line_base0[(32'h4)+:(28)];
        from_payload0 = unit - payload_base0[(32'h4)+:(28)];
        lines0 = ((line_count0[(32'h0)+:(26)]) & 28'hfffffff) << 32'h2;
        from_lines1 = unit - line_base1[(32'h4)+:(28)];
        from_payload1 = unit - payload_base1[(32'h4)+:(28)];
        lines1 = ((line_count1[(32'h0)+:(26)]) & 28'hfffffff) << 32'h2;
        part = unit[(32'hc)+:(16)];
        in0 = (part == state0) | (enable0 & ((from_lines0 < lines0) | (from_payload0 < payload_bytes0[(32'h4)+:(28)])));
        in1 = (part == state1) | (enable1 & ((from_lines1 < lines1) | (from_payload1 < payload_bytes1[(32'h4)+:(28)])));
        owned = ((32'h0) & 2'h3);
        if (in0) begin
            owned = ((32'h1) & 2'h3);
        end
        else if (in1) begin
            owned = ((32'h2) & 2'h3);
        end
    end
    
endmodule // card$mirror$source$whose


module card$mirror$source$work(d,q,clock);
    
    // Module arguments
    input wire  [3:0] d;
    output reg  [3:0] q;
    input wire  clock;
    
    // Enums
    localparam Work$Rest = 0;
    localparam Work$Quiet = 1;
    localparam Work$Freeze = 2;
    localparam Work$Thaw = 3;
    localparam Work$Begin = 4;
    localparam Work$Cut = 5;
    localparam Work$Wait = 6;
    localparam Work$Declare0 = 7;
    localparam Work$Declare1 = 8;
    localparam Work$Range = 9;
    localparam Work$Block = 10;
    localparam Work$Claim = 11;
    localparam Work$Read = 12;
    localparam Work$Complete = 13;
    localparam Work$Settle = 14;
    
    // Update code (custom)
    initial begin
       q = 64'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$source$work


module card$mirror$store(clock,reset,valid,beat,ready,empty,stop,forget,idle,applied,write$valid,write$address,write$data,write$enable,write$ready,published_valid,published_queue,published_slot,peer_card_id,peer_nonce,fence,lift,image_state,queue_states,fence_mask,fence_done,sealed0,sealed1,image_card_id,image_nonce,load,load_queue_states,load_fence_mask,load_sealed0,load_sealed1,load_image_card_id,load_image_nonce,persist,persisted,power_fail,drained);
    
    // Module arguments
    input wire  clock;
    input wire  reset;
    input wire  valid;
    input wire  [127:0] beat;
    output reg  ready;
    input wire  empty;
    output reg  stop;
    output reg  forget;
    output reg  idle;
    output reg  [23:0] applied;
    output reg  write$valid;
    output reg  [27:0] write$address;
    output reg  [127:0] write$data;
    output reg  [15:0] write$enable;
    input wire  write$ready;
    output reg  published_valid;
    output reg  [5:0] published_queue;
    output reg  [31:0] published_slot;
    input wire  [63:0] peer_card_id;
    input wire  [63:0] peer_nonce;
    input wire  [1:0] fence;
    input wire  [1:0] lift;
    output reg  [1:0] image_state;
    output reg  [3:0] queue_states;
    output reg  [1:0] fence_mask;
    output reg  [1:0] fence_done;
    output reg  [63:0] sealed0;
    output reg  [63:0] sealed1;
    output reg  [63:0] image_card_id;
    output reg  [63:0] image_nonce;
    input wire  load;
    input wire  [3:0] load_queue_states;
    input wire  [1:0] load_fence_mask;
    input wire  [63:0] load_sealed0;
    input wire  [63:0] load_sealed1;
    input wire  [63:0] load_image_card_id;
    input wire  [63:0] load_image_nonce;
    output reg  persist;
    input wire  persisted;
    input wire  power_fail;
    output reg  drained;
    
    // Constant declarations
    localparam  kind_data = 4'h0;
    localparam  kind_queue = 4'h1;
    localparam  kind_sync_start = 4'h2;
    localparam  kind_sync_done = 4'h3;
    localparam  inconsistent = 2'b1;
    localparam  in_sync = 2'b10;
    
    // Enums
    localparam Phase$Header = 0;
    localparam Phase$Mask = 1;
    localparam Phase$Payload = 2;
    localparam Phase$Declare = 3;
    localparam Phase$Skip = 4;
    localparam Phase$Persist = 5;
    
    // Stub signals
    reg  [2:0] phase$d;
    wire  [2:0] phase$q;
    reg  phase$clock;
    reg  [23:0] sequence$d;
    wire  [23:0] sequence$q;
    reg  sequence$clock;
    reg  [8:0] left$d;
    wire  [8:0] left$q;
    reg  left$clock;
    reg  [27:0] address$d;
    wire  [27:0] address$q;
    reg  address$clock;
    reg  [15:0] enables$d;
    wire  [15:0] enables$q;
    reg  enables$clock;
    reg  publish$d;
    wire  publish$q;
    reg  publish$clock;
    reg  [5:0] queue$d;
    wire  [5:0] queue$q;
    reg  queue$clock;
    reg  [23:0] next_applied$d;
    wire  [23:0] next_applied$q;
    reg  next_applied$clock;
    reg  [1:0] state0$d;
    wire  [1:0] state0$q;
    reg  state0$clock;
    reg  [1:0] state1$d;
    wire  [1:0] state1$q;
    reg  state1$clock;
    reg  [1:0] mask$d;
    wire  [1:0] mask$q;
    reg  mask$clock;
    reg  [1:0] done$d;
    wire  [1:0] done$q;
    reg  done$clock;
    reg  [1:0] fence_wait$d;
    wire  [1:0] fence_wait$q;
    reg  fence_wait$clock;
    reg  [1:0] lift_wait$d;
    wire  [1:0] lift_wait$q;
    reg  lift_wait$clock;
    reg  [1:0] fencing$d;
    wire  [1:0] fencing$q;
    reg  fencing$clock;
    reg  for_frame$d;
    wire  for_frame$q;
    reg  for_frame$clock;
    reg  [63:0] card_id$d;
    wire  [63:0] card_id$q;
    reg  card_id$clock;
    reg  [63:0] nonce$d;
    wire  [63:0] nonce$q;
    reg  nonce$clock;
    reg  was_published$d;
    wire  was_published$q;
    reg  was_published$clock;
    reg  [31:0] slot$d;
    wire  [31:0] slot$q;
    reg  slot$clock;
    reg  tracker0$clock;
    reg  tracker0$reset;
    reg  tracker0$load;
    reg  [63:0] tracker0$position;
    reg  tracker0$publish;
    reg  [31:0] tracker0$slot;
    wire  [63:0] tracker0$sealed;
    wire  tracker0$settled;
    reg  tracker1$clock;
    reg  tracker1$reset;
    reg  tracker1$load;
    reg  [63:0] tracker1$position;
    reg  tracker1$publish;
    reg  [31:0] tracker1$slot;
    wire  [63:0] tracker1$sealed;
    wire  tracker1$settled;
    
    // Local signals
    reg  [3:0] kind;
    reg  [8:0] length;
    reg  masked;
    reg  [5:0] frame_queue;
    reg  drops;
    reg  settled;
    reg  quiet;
    reg  [1:0] kept;
    
    // Sub module instances
    card$mirror$store$phase phase(
        .d(phase$d),
        .q(phase$q),
        .clock(phase$clock)
    );
    card$mirror$store$sequence sequence(
        .d(sequence$d),
        .q(sequence$q),
        .clock(sequence$clock)
    );
    card$mirror$store$left left(
        .d(left$d),
        .q(left$q),
        .clock(left$clock)
    );
    card$mirror$store$address address(
        .d(address$d),
        .q(address$q),
        .clock(address$clock)
    );
    card$mirror$store$enables enables(
        .d(enables$d),
        .q(enables$q),
        .clock(enables$clock)
    );
    card$mirror$store$publish publish(
        .d(publish$d),
        .q(publish$q),
        .clock(publish$clock)
    );
    card$mirror$store$queue queue(
        .d(queue$d),
        .q(queue$q),
        .clock(queue$clock)
    );
    card$mirror$store$next_applied next_applied(
        .d(next_applied$d),
        .q(next_applied$q),
        .clock(next_applied$clock)
    );
    card$mirror$store$state0 state0(
        .d(state0$d),
        .q(state0$q),
        .clock(state0$clock)
    );
    card$mirror$store$state1 state1(
        .d(state1$d),
        .q(state1$q),
        .clock(state1$clock)
    );
    card$mirror$store$mask mask(
        .d(mask$d),
        .q(mask$q),
        .clock(mask$clock)
    );
    card$mirror$store$done done(
        .d(done$d),
        .q(done$q),
        .clock(done$clock)
    );
    card$mirror$store$fence_wait fence_wait(
        .d(fence_wait$d),
        .q(fence_wait$q),
        .clock(fence_wait$clock)
    );
    card$mirror$store$lift_wait lift_wait(
        .d(lift_wait$d),
        .q(lift_wait$q),
        .clock(lift_wait$clock)
    );
    card$mirror$store$fencing fencing(
        .d(fencing$d),
        .q(fencing$q),
        .clock(fencing$clock)
    );
    card$mirror$store$for_frame for_frame(
        .d(for_frame$d),
        .q(for_frame$q),
        .clock(for_frame$clock)
    );
    card$mirror$store$card_id card_id(
        .d(card_id$d),
        .q(card_id$q),
        .clock(card_id$clock)
    );
    card$mirror$store$nonce nonce(
        .d(nonce$d),
        .q(nonce$q),
        .clock(nonce$clock)
    );
    card$mirror$store$was_published was_published(
        .d(was_published$d),
        .q(was_published$q),
        .clock(was_published$clock)
    );
    card$mirror$store$slot slot(
        .d(slot$d),
        .q(slot$q),
        .clock(slot$clock)
    );
    card$mirror$store$tracker0 tracker0(
        .clock(tracker0$clock),
        .reset(tracker0$reset),
        .load(tracker0$load),
        .position(tracker0$position),
        .publish(tracker0$publish),
        .slot(tracker0$slot),
        .sealed(tracker0$sealed),
        .settled(tracker0$settled)
    );
    card$mirror$store$tracker1 tracker1(
        .clock(tracker1$clock),
        .reset(tracker1$reset),
        .load(tracker1$load),
        .position(tracker1$position),
        .publish(tracker1$publish),
        .slot(tracker1$slot),
        .sealed(tracker1$sealed),
        .settled(tracker1$settled)
    );
    
    // Update code
    always @(*) begin
        phase$clock = clock;
        sequence$clock = clock;
        left$clock = clock;
        address$clock = clock;
        enables$clock = clock;
        publish$clock = clock;
        queue$clock = clock;
        next_applied$clock = clock;
        state0$clock = clock;
        state1$clock = clock;
        mask$clock = clock;
        done$clock = clock;
        fence_wait$clock = clock;
        lift_wait$clock = clock;
        fencing$clock = clock;
        for_frame$clock = clock;
        card_id$clock = clock;
        nonce$clock = clock;
        was_published$clock = clock;
        slot$clock = clock;
        phase$d = phase$q;
        sequence$d = sequence$q;
        left$d = left$q;
        address$d = address$q;
        enables$d = enables$q;
        publish$d = publish$q;
        queue$d = queue$q;
        next_applied$d = next_applied$q;
        state0$d = state0$q;
        state1$d = state1$q;
        mask$d = mask$q;
        done$d = done$q;
        fence_wait$d = fence_wait$q;
        lift_wait$d = lift_wait$q;
        fencing$d = fencing$q;
        for_frame$d = for_frame$q;
        card_id$d = card_id$q;
        nonce$d = nonce$q;
        was_published$d = was_published$q;
        slot$d = slot$q;
        tracker0$clock = clock;
        tracker1$clock = clock;
        tracker0$reset = reset;
        tracker1$reset = reset;
        tracker0$load = 1'b0;
        tracker1$load = 1'b0;
        tracker0$position = beat[(32'h40)+:(64)];
        tracker1$position = beat[(32'h40)+:(64)];
        tracker0$slot = slot$q;
        tracker1$slot = slot$q;
        tracker0$publish = was_published$q & ~|queue$q;
        tracker1$publish = was_published$q & (queue$q == ((32'h1) & 6'h3f));
        settled = tracker0$settled & tracker1$settled;
        quiet = settled & empty & ~power_fail;
        write$valid = 1'b0;
        write$address = address$q;
        write$data = beat;
        write$enable = enables$q;
        ready = 1'b0;
        forget = 1'b0;
        was_published$d = 1'b0;
        kind = beat[(32'h8)+:(4)];
        length = beat[(32'h30)+:(9)];
        masked = beat[32'hc];
        frame_queue = beat[(32'h69)+:(6)];
        drops = (~|frame_queue & done$q[32'h0]) | ((frame_queue == ((32'h1) & 6'h3f)) & done$q[32'h1]);
        fence_wait$d = fence_wait$q | fence;
        lift_wait$d = lift_wait$q | lift;
        mask$d = mask$q | fence;
        kept = lift_wait$q ^ ((32'h3) & 2'h3);
        case (phase$q)
            Phase$Header:
                begin
                    sequence$d = beat[(32'h18)+:(24)];
                    address$d = beat[(32'h39)+:(28)];
                    enables$d = ((32'hffff) & 16'hffff);
                    left$d = length;
                    for_frame$d = 1'b0;
                    if (|fence_wait$q & quiet) begin
                        fencing$d = fence_wait$q;
                        fence_wait$d = fence;
                        phase$d = Phase$Persist;
                    end
                    else if (|lift_wait$q & quiet) begin
                        mask$d = (mask$q & kept) | fence;
                        done$d = done$q & kept;
                        lift_wait$d = lift;
                        if (lift_wait$q[32'h0] & (state0$q == in_sync)) begin
                            state0$d = inconsistent;
                        end
                        if (lift_wait$q[32'h1] & (state1$q == in_sync)) begin
                            state1$d = inconsistent;
                        end
                        forget = 1'b1;
                        phase$d = Phase$Persist;
                    end
                    else if (valid & ~power_fail) begin
                        ready = 1'b1;
                        publish$d = beat[32'he];
                        queue$d = beat[(32'h69)+:(6)];
                        phase$d = Phase$Skip;
                        if (drops & ((kind == kind_data) | (kind == kind_queue))) begin
                            if (masked) begin
                                left$d = length + 32'h1;
                            end
                        end
                        else if (kind == kind_data) begin
                            phase$d = Phase$Payload;
                            if (masked) begin
                                phase$d = Phase$Mask;
                            end
                        end
                        else if ((kind == kind_queue) & (length == ((32'h1) & 9'h1ff))) begin
                            phase$d = Phase$Declare;
                        end
                        else if ((kind == kind_sync_start) & ~|length) begin
                            if (~done$q[32'h0]) begin
                                state0$d = inconsistent;
                            end
                            if (~done$q[32'h1]) begin
                                state1$d = inconsistent;
                            end
                            card_id$d = peer_card_id;
                            nonce$d = peer_nonce;
                            tracker0$position = ((32'h0) & 64'hffffffffffffffff);
                            tracker1$position = ((32'h0) & 64'hffffffffffffffff);
                            tracker0$load = ~done$q[32'h0];
                            tracker1$load = ~done$q[32'h1];
                            for_frame$d = 1'b1;
                            phase$d = Phase$Persist;
                        end
                        else if ((kind == kind_sync_done) & ~|length) begin
                            if (~done$q[32'h0]) begin
                                state0$d = in_sync;
                            end
                            if (~done$q[32'h1]) begin
                                state1$d = in_sync;
                            end
                            for_frame$d = 1'b1;
                            phase$d = Phase$Persist;
                        end
                    end
                end
            Phase$Mask:
                begin
                    ready = 1'b1;
                    if (valid) begin
                        enables$d = beat[(32'h0)+:(16)];
                        phase$d = Phase$Payload;
                    end
                end
            Phase$Payload:
                begin
                    write$valid = valid;
                    ready = write$ready;
                    if (valid & write$ready) begin
                        address$d = address$q + 32'h1;
                        left$d = left$q - 32'h1;
                        if (left$q == ((32'h1) & 9'h1ff)) begin
                            was_published$d = publish$q;
                            slot$d = beat[(32'h60)+:(32)];
                            next_applied$d = sequence$q + 32'h1;
                            phase$d = Phase$Header;
                        end
                    end
                end
            Phase$Declare:
                begin
                    ready = 1'b1;
                    if (valid) begin
                        tracker0$load = ~|queue$q;
                        tracker1$load = queue$q == ((32'h1) & 6'h3f);
                        next_applied$d = sequence$q + 32'h1;
                        phase$d = Phase$Header;
                    end
                end
            Phase$Skip:
                begin
                    ready = |left$q;
                    if (~|left$q) begin
                        next_applied$d = sequence$q + 32'h1;
                        phase$d = Phase$Header;
                    end
                    else if (valid) begin
                        left$d = left$q - 32'h1;
                    end
                end
            Phase$Persist:
                begin
                    if (persisted) begin
                        done$d = done$q | fencing$q;
                        fencing$d = ((32'h0) & 2'h3);
                        if (for_frame$q) begin
                            next_applied$d = sequence$q + 32'h1;
                        end
                        phase$d = Phase$Header;
                    end
                end
        endcase
        if (load) begin
            state0$d = load_queue_states[(32'h0)+:(2)];
            state1$d = load_queue_states[(32'h2)+:(2)];
            mask$d = load_fence_mask;
            done$d = load_fence_mask;
            card_id$d = load_image_card_id;
            nonce$d = load_image_nonce;
            tracker0$load = 1'b1;
            tracker1$load = 1'b1;
            tracker0$position = load_sealed0;
            tracker1$position = load_sealed1;
        end
        stop = |fence_wait$q | |lift_wait$q;
        idle = empty & (phase$q == Phase$Header);
        applied = next_applied$q;
        published_valid = was_published$q;
        published_queue = queue$q;
        published_slot = slot$q;
        image_state = state0$q;
        if (state1$q < state0$q) begin
            image_state = state1$q;
        end
        queue_states = ((state0$q) & 4'hf) | (((state1$q) & 4'hf) << 32'h2);
        fence_mask = mask$q;
        fence_done = done$q;
        sealed0 = tracker0$sealed;
        sealed1 = tracker1$sealed;
        image_card_id = card_id$q;
        image_nonce = nonce$q;
        persist = phase$q == Phase$Persist;
        drained = power_fail & settled & ((phase$q == Phase$Header) | (phase$q == Phase$Persist));
        if (reset) begin
            phase$d = Phase$Header;
            next_applied$d = ((32'h0) & 24'hffffff);
            state0$d = ((32'h0) & 2'h3);
            state1$d = ((32'h0) & 2'h3);
            mask$d = ((32'h0) & 2'h3);
            done$d = ((32'h0) & 2'h3);
            fence_wait$d = ((32'h0) & 2'h3);
            lift_wait$d = ((32'h0) & 2'h3);
            fencing$d = ((32'h0) & 2'h3);
            card_id$d = ((32'h0) & 64'hffffffffffffffff);
            nonce$d = ((32'h0) & 64'hffffffffffffffff);
            was_published$d = 1'b0;
        end
    end
    
endmodule // card$mirror$store


module card$mirror$store$address(d,q,clock);
    
    // Module arguments
    input wire  [27:0] d;
    output reg  [27:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 28'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$store$address


module card$mirror$store$card_id(d,q,clock);
    
    // Module arguments
    input wire  [63:0] d;
    output reg  [63:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 64'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$store$card_id


module card$mirror$store$done(d,q,clock);
    
    // Module arguments
    input wire  [1:0] d;
    output reg  [1:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 2'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$store$done


module card$mirror$store$enables(d,q,clock);
    
    // Module arguments
    input wire  [15:0] d;
    output reg  [15:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 16'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$store$enables


module card$mirror$store$fence_wait(d,q,clock);
    
    // Module arguments
    input wire  [1:0] d;
    output reg  [1:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 2'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$store$fence_wait


module card$mirror$store$fencing(d,q,clock);
    
    // Module arguments
    input wire  [1:0] d;
    output reg  [1:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 2'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$store$fencing


module card$mirror$store$for_frame(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$store$for_frame


module card$mirror$store$left(d,q,clock);
    
    // Module arguments
    input wire  [8:0] d;
    output reg  [8:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 9'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$store$left


module card$mirror$store$lift_wait(d,q,clock);
    
    // Module arguments
    input wire  [1:0] d;
    output reg  [1:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 2'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$store$lift_wait


module card$mirror$store$mask(d,q,clock);
    
    // Module arguments
    input wire  [1:0] d;
    output reg  [1:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 2'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$store$mask


module card$mirror$store$next_applied(d,q,clock);
    
    // Module arguments
    input wire  [23:0] d;
    output reg  [23:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 24'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$store$next_applied


module card$mirror$store$nonce(d,q,clock);
    
    // Module arguments
    input wire  [63:0] d;
    output reg  [63:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 64'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$store$nonce


module card$mirror$store$phase(d,q,clock);
    
    // Module arguments
    input wire  [2:0] d;
    output reg  [2:0] q;
    input wire  clock;
    
    // Enums
    localparam Phase$Header = 0;
    localparam Phase$Mask = 1;
    localparam Phase$Payload = 2;
    localparam Phase$Declare = 3;
    localparam Phase$Skip = 4;
    localparam Phase$Persist = 5;
    
    // Update code (custom)
    initial begin
       q = 64'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$store$phase


module card$mirror$store$publish(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$store$publish


module card$mirror$store$queue(d,q,clock);
    
    // Module arguments
    input wire  [5:0] d;
    output reg  [5:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 6'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$store$queue


module card$mirror$store$sequence(d,q,clock);
    
    // Module arguments
    input wire  [23:0] d;
    output reg  [23:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 24'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$store$sequence


module card$mirror$store$slot(d,q,clock);
    
    // Module arguments
    input wire  [31:0] d;
    output reg  [31:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 32'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$store$slot


module card$mirror$store$state0(d,q,clock);
    
    // Module arguments
    input wire  [1:0] d;
    output reg  [1:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 2'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$store$state0


module card$mirror$store$state1(d,q,clock);
    
    // Module arguments
    input wire  [1:0] d;
    output reg  [1:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 2'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$store$state1


module card$mirror$store$tracker0(clock,reset,load,position,publish,slot,sealed,settled);
    
    // Module arguments
    input wire  clock;
    input wire  reset;
    input wire  load;
    input wire  [63:0] position;
    input wire  publish;
    input wire  [31:0] slot;
    output reg  [63:0] sealed;
    output reg  settled;
    
    // Stub signals
    reg  [63:0] prefix$d;
    wire  [63:0] prefix$q;
    reg  prefix$clock;
    reg  [63:0] window$d;
    wire  [63:0] window$q;
    reg  window$clock;
    
    // Local signals
    reg  [31:0] low;
    reg  [31:0] offset;
    reg  [63:0] marked;
    
    // Sub module instances
    card$mirror$store$tracker0$prefix prefix(
        .d(prefix$d),
        .q(prefix$q),
        .clock(prefix$clock)
    );
    card$mirror$store$tracker0$window window(
        .d(window$d),
        .q(window$q),
        .clock(window$clock)
    );
    
    // Update code
    always @(*) begin
        prefix$clock = clock;
        window$clock = clock;
        prefix$d = prefix$q;
        window$d = window$q;
        low = prefix$q[(32'h0)+:(32)];
        offset = slot - low;
        marked = window$q;
        if (publish & (offset < ((32'h40) & 32'hffffffff))) begin
            marked = window$q | (((32'h1) & 64'hffffffffffffffff) << offset[(32'h0)+:(6)]);
        end
        window$d = marked;
        if (marked[32'h0]) begin
            window$d = marked >> 32'h1;
            prefix$d = prefix$q + 32'h1;
        end
        if (load) begin
            prefix$d = position;
            window$d = ((32'h0) & 64'hffffffffffffffff);
        end
        sealed = prefix$q;
        settled = ~marked[32'h0];
        if (reset) begin
            prefix$d = ((32'h0) & 64'hffffffffffffffff);
            window$d = ((32'h0) & 64'hffffffffffffffff);
        end
    end
    
endmodule // card$mirror$store$tracker0


module card$mirror$store$tracker0$prefix(d,q,clock);
    
    // Module arguments
    input wire  [63:0] d;
    output reg  [63:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 64'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$store$tracker0$prefix


module card$mirror$store$tracker0$window(d,q,clock);
    
    // Module arguments
    input wire  [63:0] d;
    output reg  [63:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 64'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$store$tracker0$window


module card$mirror$store$tracker1(clock,reset,load,position,publish,slot,sealed,settled);
    
    // Module arguments
    input wire  clock;
    input wire  reset;
    input wire  load;
    input wire  [63:0] position;
    input wire  publish;
    input wire  [31:0] slot;
    output reg  [63:0] sealed;
    output reg  settled;
    
    // Stub signals
    reg  [63:0] prefix$d;
    wire  [63:0] prefix$q;
    reg  prefix$clock;
    reg  [63:0] window$d;
    wire  [63:0] window$q;
    reg  window$clock;
    
    // Local signals
    reg  [31:0] low;
    reg  [31:0] offset;
    reg  [63:0] marked;
    
    // Sub module instances
    card$mirror$store$tracker1$prefix prefix(
        .d(prefix$d),
        .q(prefix$q),
        .clock(prefix$clock)
    );
    card$mirror$store$tracker1$window window(
        .d(window$d),
        .q(window$q),
        .clock(window$clock)
    );
    
    // Update code
    always @(*) begin
        prefix$clock = clock;
        window$clock = clock;
        prefix$d = prefix$q;
        window$d = window$q;
        low = prefix$q[(32'h0)+:(32)];
        offset = slot - low;
        marked = window$q;
        if (publish & (offset < ((32'h40) & 32'hffffffff))) begin
            marked = window$q | (((32'h1) & 64'hffffffffffffffff) << offset[(32'h0)+:(6)]);
        end
        window$d = marked;
        if (marked[32'h0]) begin
            window$d = marked >> 32'h1;
            prefix$d = prefix$q + 32'h1;
        end
        if (load) begin
            prefix$d = position;
            window$d = ((32'h0) & 64'hffffffffffffffff);
        end
        sealed = prefix$q;
        settled = ~marked[32'h0];
        if (reset) begin
            prefix$d = ((32'h0) & 64'hffffffffffffffff);
            window$d = ((32'h0) & 64'hffffffffffffffff);
        end
    end
    
endmodule // card$mirror$store$tracker1


module card$mirror$store$tracker1$prefix(d,q,clock);
    
    // Module arguments
    input wire  [63:0] d;
    output reg  [63:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 64'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$store$tracker1$prefix


module card$mirror$store$tracker1$window(d,q,clock);
    
    // Module arguments
    input wire  [63:0] d;
    output reg  [63:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 64'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$store$tracker1$window


module card$mirror$store$was_published(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$store$was_published


module card$mirror$talk(clock,reset,link_up,power_fail,card_id,nonce,armed,host_beat,ticks,good,bad,accepted,duplicate,gap,complete,started,speaks_armed,speaks_fenced,kind,length,received_ack,first_payload,second_payload,their_session,expected,forget,store_idle,applied,fence_mask,image_in_sync,session,mirror_lost,outbox_empty,unacked,progress,plausible,ack_fits,wanted,adopt,ack_valid,ack,rewind,silent,lose,peer_fence,peer_fence_mask,peer_armed,up,send_hello,hello_sent,hello_first,hello_second,own_fenced,send_nak,nak_sent,send_beat,beat_sent,beat_payload,ack_due,own_ack,ack_sent,ack_said,frame_begun,link_state,peer_card_id,peer_nonce,peer_flags,peer_beat,peer_beat_age,peer_card_age,frames_sent,frames_received,crc_errors,naks_sent,naks_received,replays,trainings);
    
    // Module arguments
    input wire  clock;
    input wire  reset;
    input wire  link_up;
    input wire  power_fail;
    input wire  [63:0] card_id;
    input wire  [63:0] nonce;
    input wire  armed;
    input wire  [63:0] host_beat;
    input wire  [47:0] ticks;
    input wire  good;
    input wire  bad;
    input wire  accepted;
    input wire  duplicate;
    input wire  gap;
    input wire  complete;
    input wire  started;
    input wire  speaks_armed;
    input wire  [1:0] speaks_fenced;
    input wire  [3:0] kind;
    input wire  [8:0] length;
    input wire  [23:0] received_ack;
    input wire  [127:0] first_payload;
    input wire  [127:0] second_payload;
    input wire  [7:0] their_session;
    input wire  [23:0] expected;
    output reg  forget;
    input wire  store_idle;
    input wire  [23:0] applied;
    input wire  [1:0] fence_mask;
    input wire  image_in_sync;
    input wire  [7:0] session;
    input wire  mirror_lost;
    input wire  outbox_empty;
    input wire  unacked;
    input wire  progress;
    input wire  plausible;
    input wire  ack_fits;
    output reg  [23:0] wanted;
    output reg  adopt;
    output reg  ack_valid;
    output reg  [23:0] ack;
    output reg  rewind;
    output reg  silent;
    output reg  lose;
    output reg  peer_fence;
    output reg  [1:0] peer_fence_mask;
    output reg  peer_armed;
    output reg  up;
    output reg  send_hello;
    input wire  hello_sent;
    output reg  [127:0] hello_first;
    output reg  [127:0] hello_second;
    output reg  [1:0] own_fenced;
    output reg  send_nak;
    input wire  nak_sent;
    output reg  send_beat;
    input wire  beat_sent;
    output reg  [127:0] beat_payload;
    output reg  ack_due;
    output reg  [23:0] own_ack;
    input wire  ack_sent;
    input wire  [23:0] ack_said;
    input wire  frame_begun;
    output reg  [1:0] link_state;
    output reg  [63:0] peer_card_id;
    output reg  [63:0] peer_nonce;
    output reg  [15:0] peer_flags;
    output reg  [63:0] peer_beat;
    output reg  [63:0] peer_beat_age;
    output reg  [63:0] peer_card_age;
    output reg  [63:0] frames_sent;
    output reg  [63:0] frames_received;
    output reg  [31:0] crc_errors;
    output reg  [31:0] naks_sent;
    output reg  [31:0] naks_received;
    output reg  [31:0] replays;
    output reg  [31:0] trainings;
    
    // Constant declarations
    localparam  link_down = 2'b0;
    localparam  link_hello = 2'b1;
    localparam  link_is_up = 2'b10;
    localparam  magic = 32'h4c505653;
    localparam  version = 16'h1;
    localparam  kind_hello = 4'h8;
    localparam  kind_beat = 4'h9;
    localparam  kind_nak = 4'hb;
    localparam  hello_beats = 9'b10;
    localparam  flag_armed = 16'h1;
    localparam  flag_in_sync = 16'h2;
    localparam  flag_answer = 16'h4;
    localparam  retry_ticks = 32'h7d0;
    localparam  retries = 32'h4;
    localparam  hello_ticks = 32'h9c4;
    localparam  beat_ticks = 32'h9c4;
    localparam  dead_ticks = 64'h61a8;
    localparam  stall_ticks = 32'h3d090;
    
    // Stub signals
    reg  [1:0] state$d;
    wire  [1:0] state$q;
    reg  state$clock;
    reg  [31:0] hello_timer$d;
    wire  [31:0] hello_timer$q;
    reg  hello_timer$clock;
    reg  hello_due$d;
    wire  hello_due$q;
    reg  hello_due$clock;
    reg  answer_due$d;
    wire  answer_due$q;
    reg  answer_due$clock;
    reg  [31:0] beat_timer$d;
    wire  [31:0] beat_timer$q;
    reg  beat_timer$clock;
    reg  beat_due$d;
    wire  beat_due$q;
    reg  beat_due$clock;
    reg  told_armed$d;
    wire  told_armed$q;
    reg  told_armed$clock;
    reg  [1:0] told_fenced$d;
    wire  [1:0] told_fenced$q;
    reg  told_fenced$clock;
    reg  [1:0] dropped$d;
    wire  [1:0] dropped$q;
    reg  dropped$clock;
    reg  partner_armed$d;
    wire  partner_armed$q;
    reg  partner_armed$clock;
    reg  nak_due$d;
    wire  nak_due$q;
    reg  nak_due$clock;
    reg  nak_done$d;
    wire  nak_done$q;
    reg  nak_done$clock;
    reg  [23:0] held_ack$d;
    wire  [23:0] held_ack$q;
    reg  held_ack$clock;
    reg  [23:0] last_ack$d;
    wire  [23:0] last_ack$q;
    reg  last_ack$clock;
    reg  ack_again$d;
    wire  ack_again$q;
    reg  ack_again$clock;
    reg  [31:0] retry_timer$d;
    wire  [31:0] retry_timer$q;
    reg  retry_timer$clock;
    reg  [31:0] retry_count$d;
    wire  [31:0] retry_count$q;
    reg  retry_count$clock;
    reg  [31:0] stall_timer$d;
    wire  [31:0] stall_timer$q;
    reg  stall_timer$clock;
    reg  [63:0] card$d;
    wire  [63:0] card$q;
    reg  card$clock;
    reg  [63:0] life$d;
    wire  [63:0] life$q;
    reg  life$clock;
    reg  unheard$d;
    wire  unheard$q;
    reg  unheard$clock;
    reg  [15:0] flags$d;
    wire  [15:0] flags$q;
    reg  flags$clock;
    reg  [63:0] beat$d;
    wire  [63:0] beat$q;
    reg  beat$clock;
    reg  [63:0] beat_age$d;
    wire  [63:0] beat_age$q;
    reg  beat_age$clock;
    reg  [63:0] card_age$d;
    wire  [63:0] card_age$q;
    reg  card_age$clock;
    reg  [63:0] sent$d;
    wire  [63:0] sent$q;
    reg  sent$clock;
    reg  [63:0] received$d;
    wire  [63:0] received$q;
    reg  received$clock;
    reg  [31:0] errors$d;
    wire  [31:0] errors$q;
    reg  errors$clock;
    reg  [31:0] naks_out$d;
    wire  [31:0] naks_out$q;
    reg  naks_out$clock;
    reg  [31:0] naks_in$d;
    wire  [31:0] naks_in$q;
    reg  naks_in$clock;
    reg  [31:0] rewinds$d;
    wire  [31:0] rewinds$q;
    reg  rewinds$clock;
    reg  [31:0] ups$d;
    wire  [31:0] ups$q;
    reg  ups$clock;
    
    // Local signals
    reg  is_up;
    reg  is_hello;
    reg  is_partner;
    reg  hello;
    reg  same;
    reg  resumes;
    reg  asked;
    reg  retry;
    reg  stalled;
    reg  [15:0] our_flags;
    reg  [15:0] their_flags;
    reg  [127:0] hello_out_first;
    reg  [127:0] hello_out_second;
    reg  [127:0] beat_out;
    
    // Sub module instances
    card$mirror$talk$state state(
        .d(state$d),
        .q(state$q),
        .clock(state$clock)
    );
    card$mirror$talk$hello_timer hello_timer(
        .d(hello_timer$d),
        .q(hello_timer$q),
        .clock(hello_timer$clock)
    );
    card$mirror$talk$hello_due hello_due(
        .d(hello_due$d),
        .q(hello_due$q),
        .clock(hello_due$clock)
    );
    card$mirror$talk$answer_due answer_due(
        .d(answer_due$d),
        .q(answer_due$q),
        .clock(answer_due$clock)
    );
    card$mirror$talk$beat_timer beat_timer(
        .d(beat_timer$d),
        .q(beat_timer$q),
        .clock(beat_timer$clock)
    );
    card$mirror$talk$beat_due beat_due(
        .d(beat_due$d),
        .q(beat_due$q),
        .clock(beat_due$clock)
    );
    card$mirror$talk$told_armed told_armed(
        .d(told_armed$d),
        .q(told_armed$q),
        .clock(told_armed$clock)
    );
    card$mirror$talk$told_fenced told_fenced(
        .d(told_fenced$d),
        .q(told_fenced$q),
        .clock(told_fenced$clock)
    );
    card$mirror$talk$dropped dropped(
        .d(dropped$d),
        .q(dropped$q),
        .clock(dropped$clock)
    );
    card$mirror$talk$partner_armed partner_armed(
        .d(partner_armed$d),
        .q(partner_armed$q),
        .clock(partner_armed$clock)
    );
    card$mirror$talk$nak_due nak_due(
        .d(nak_due$d),
        .q(nak_due$q),
        .clock(nak_due$clock)
    );
    card$mirror$talk$nak_done nak_done(
        .d(nak_done$d),
        .q(nak_done$q),
        .clock(nak_done$clock)
    );
    card$mirror$talk$held_ack held_ack(
        .d(held_ack$d),
        .q(held_ack$q),
        .clock(held_ack$clock)
    );
    card$mirror$talk$last_ack last_ack(
        .d(last_ack$d),
        .q(last_ack$q),
        .clock(last_ack$clock)
    );
    card$mirror$talk$ack_again ack_again(
        .d(ack_again$d),
        .q(ack_again$q),
        .clock(ack_again$clock)
    );
    card$mirror$talk$retry_timer retry_timer(
        .d(retry_timer$d),
        .q(retry_timer$q),
        .clock(retry_timer$clock)
    );
    card$mirror$talk$retry_count retry_count(
        .d(retry_count$d),
        .q(retry_count$q),
        .clock(retry_count$clock)
    );
    card$mirror$talk$stall_timer stall_timer(
        .d(stall_timer$d),
        .q(stall_timer$q),
        .clock(stall_timer$clock)
    );
    card$mirror$talk$card card(
        .d(card$d),
        .q(card$q),
        .clock(card$clock)
    );
    card$mirror$talk$life life(
        .d(life$d),
        .q(life$q),
        .clock(life$clock)
    );
    card$mirror$talk$unheard unheard(
        .d(unheard$d),
        .q(unheard$q),
        .clock(unheard$clock)
    );
    card$mirror$talk$flags flags(
        .d(flags$d),
        .q(flags$q),
        .clock(flags$clock)
    );
    card$mirror$talk$beat beat(
        .d(beat$d),
        .q(beat$q),
        .clock(beat$clock)
    );
    card$mirror$talk$beat_age beat_age(
        .d(beat_age$d),
        .q(beat_age$q),
        .clock(beat_age$clock)
    );
    card$mirror$talk$card_age card_age(
        .d(card_age$d),
        .q(card_age$q),
        .clock(card_age$clock)
    );
    card$mirror$talk$sent sent(
        .d(sent$d),
        .q(sent$q),
        .clock(sent$clock)
    );
    card$mirror$talk$received received(
        .d(received$d),
        .q(received$q),
        .clock(received$clock)
    );
    card$mirror$talk$errors errors(
        .d(errors$d),
        .q(errors$q),
        .clock(errors$clock)
    );
    card$mirror$talk$naks_out naks_out(
        .d(naks_out$d),
        .q(naks_out$q),
        .clock(naks_out$clock)
    );
    card$mirror$talk$naks_in naks_in(
        .d(naks_in$d),
        .q(naks_in$q),
        .clock(naks_in$clock)
    );
    card$mirror$talk$rewinds rewinds(
        .d(rewinds$d),
        .q(rewinds$q),
        .clock(rewinds$clock)
    );
    card$mirror$talk$ups ups(
        .d(ups$d),
        .q(ups$q),
        .clock(ups$clock)
    );
    
    // Update code
    always @(*) begin
        state$clock = clock;
        hello_timer$clock = clock;
        hello_due$clock = clock;
        answer_due$clock = clock;
        beat_timer$clock = clock;
        beat_due$clock = clock;
        told_armed$clock = clock;
        told_fenced$clock = clock;
        dropped$clock = clock;
        partner_armed$clock = clock;
        nak_due$clock = clock;
        nak_done$clock = clock;
        held_ack$clock = clock;
        last_ack$clock = clock;
        ack_again$clock = clock;
        retry_timer$clock = clock;
        retry_count$clock = clock;
        stall_timer$clock = clock;
        card$clock = clock;
        life$clock = clock;
        unheard$clock = clock;
        flags$clock = clock;
        beat$clock = clock;
        beat_age$clock = clock;
        card_age$clock = clock;
        sent$clock = clock;
        received$clock = clock;
        errors$clock = clock;
        naks_out$clock = clock;
        naks_in$clock = clock;
        rewinds$clock = clock;
        ups$clock = clock;
        state$d = state$q;
        hello_timer$d = hello_timer$q;
        hello_due$d = hello_due$q;
        answer_due$d = answer_due$q;
        beat_timer$d = beat_timer$q;
        beat_due$d = beat_due$q;
        told_armed$d = told_armed$q;
        told_fenced$d = told_fenced$q;
        dropped$d = dropped$q;
        partner_armed$d = partner_armed$q;
        nak_due$d = nak_due$q;
        nak_done$d = nak_done$q;
        held_ack$d = held_ack$q;
        last_ack$d = last_ack$q;
        ack_again$d = ack_again$q;
        retry_timer$d = retry_timer$q;
        retry_count$d = retry_count$q;
        stall_timer$d = stall_timer$q;
        card$d = card$q;
        life$d = life$q;
        unheard$d = unheard$q;
        flags$d = flags$q;
        beat$d = beat$q;
        beat_age$d = beat_age$q;
        card_age$d = card_age$q;
        sent$d = sent$q;
        received$d = received$q;
        errors$d = errors$q;
        naks_out$d = naks_out$q;
        naks_in$d = naks_in$q;
        rewinds$d = rewinds$q;
        ups$d = ups$q;
        forget = 1'b0;
        adopt = 1'b0;
        asked = 1'b0;
        lose = 1'b0;
        is_up = (state$q == link_is_up) & ~power_fail;
        if (frame_begun) begin
            sent$d = sent$q + 32'h1;
        end
        if (good) begin
            received$d = received$q + 32'h1;
        end
        if (bad) begin
            errors$d = errors$q + 32'h1;
        end
        card_age$d = card_age$q + 32'h1;
        beat_age$d = beat_age$q + 32'h1;
        held_ack$d = applied;
        if (duplicate) begin
            ack_again$d = 1'b1;
        end
        if (ack_sent) begin
            last_ack$d = ack_said;
            ack_again$d = 1'b0;
        end
        own_ack = held_ack$q;
        ack_due = is_up & (ack_again$q | (held_ack$q != last_ack$q));
        if ((gap | bad) & ~nak_done$q & |their_session) begin
            nak_due$d = 1'b1;
        end
        if (nak_sent) begin
            nak_due$d = 1'b0;
            nak_done$d = 1'b1;
            naks_out$d = naks_out$q + 32'h1;
        end
        if (accepted | complete | ~is_up) begin
            nak_due$d = 1'b0;
            nak_done$d = 1'b0;
        end
        send_nak = is_up & nak_due$q;
        dropped$d = dropped$q | fence_mask;
        if (started) begin
            dropped$d = fence_mask;
        end
        own_fenced = dropped$q | fence_mask;
        beat_timer$d = beat_timer$q + 32'h1;
        if (beat_timer$q >= beat_ticks) begin
            beat_timer$d = ((32'h0) & 32'hffffffff);
            beat_due$d = 1'b1;
        end
        told_armed$d = armed;
        told_fenced$d = fence_mask;
        if ((told_armed$q != armed) | (told_fenced$q != fence_mask)) begin
            beat_due$d = 1'b1;
        end
        if (beat_sent) begin
            beat_due$d = 1'b0;
        end
        send_beat = is_up & beat_due$q;
        our_flags = ((32'h0) & 16'hffff);
        if (armed) begin
            our_flags = flag_armed;
        end
        if (image_in_sync) begin
            our_flags = our_flags | flag_in_sync;
        end
        beat_out[(64'h0)+:(64)] = host_beat;
        beat_out[(64'h40)+:(48)] = ticks;
        beat_out[(64'h70)+:(16)] = our_flags;
        beat_payload = beat_out;
        hello_timer$d = hello_timer$q + 32'h1;
        if (hello_timer$q >= hello_ticks) begin
            hello_timer$d = ((32'h0) & 32'hffffffff);
            hello_due$d = 1'b1;
        end
        if (hello_sent) begin
            hello_due$d = 1'b0;
            answer_due$d = 1'b0;
        end
        is_hello = state$q == link_hello;
        send_hello = ((is_hello & hello_due$q) | (is_up & answer_due$q)) & |nonce & ~power_fail;
        hello_out_first[(64'h0)+:(32)] = magic;
        hello_out_first[(64'h20)+:(16)] = version;
        hello_out_first[(64'h30)+:(16)] = our_flags;
        if (is_up) begin
            hello_out_first[(64'h30)+:(16)] = our_flags | flag_answer;
        end
        hello_out_first[(64'h40)+:(64)] = card_id;
        hello_out_second[(64'h0)+:(64)] = nonce;
        hello_out_second[(64'h40)+:(8)] = session;
        hello_out_second[(64'h48)+:(8)] = their_session;
        hello_out_second[(64'h50)+:(24)] = expected;
        hello_out_second[(64'h68)+:(24)] = ((32'h0) & 24'hffffff);
        hello_first = hello_out_first;
        hello_second = hello_out_second;
        their_flags = first_payload[(32'h30)+:(16)];
        is_partner = (first_payload[(32'h0)+:(32)] == magic) & (first_payload[(32'h20)+:(16)] == version) & (first_payload[(32'h40)+:(64)] != card_id) & |second_payload[(32'h0)+:(64)] & |nonce;
        same = (second_payload[(32'h0)+:(64)] == life$q) & (first_payload[(32'h40)+:(64)] == card$q);
        hello = good & (kind == kind_hello) & (length == hello_beats) & (state$q != link_down) & is_partner & (same | store_idle);
        wanted = second_payload[(32'h50)+:(24)];
        resumes = same & (second_payload[(32'h48)+:(8)] == session) & plausible;
        ack = received_ack;
        ack_valid = good & is_up & (kind != kind_hello);
        peer_fence = ack_valid;
        peer_fence_mask = speaks_fenced;
        if (ack_valid) begin
            partner_armed$d = speaks_armed & ack_fits;
        end
        if (~is_up) begin
            partner_armed$d = 1'b0;
        end
        peer_armed = partner_armed$q;
        if (good) begin
            card_age$d = ((32'h0) & 64'hffffffffffffffff);
            if (is_up) begin
                if (kind == kind_nak) begin
                    asked = 1'b1;
                    naks_in$d = naks_in$q + 32'h1;
                    rewinds$d = rewinds$q + 32'h1;
                end
                if ((kind == kind_beat) & |length) begin
                    flags$d = first_payload[(32'h70)+:(16)];
                    if (beat$q != first_payload[(32'h0)+:(64)]) begin
                        beat$d = first_payload[(32'h0)+:(64)];
                        beat_age$d = ((32'h0) & 64'hffffffffffffffff);
                    end
                end
            end
        end
        retry = 1'b0;
        retry_timer$d = retry_timer$q + 32'h1;
        if (~unacked | progress | ~is_up) begin
            retry_timer$d = ((32'h0) & 32'hffffffff);
            retry_count$d = ((32'h0) & 32'hffffffff);
        end
        else if (asked) begin
            retry_timer$d = ((32'h0) & 32'hffffffff);
        end
        else if (retry_timer$q >= retry_ticks) begin
            retry = 1'b1;
            retry_timer$d = ((32'h0) & 32'hffffffff);
            retry_count$d = retry_count$q + 32'h1;
            rewinds$d = rewinds$q + 32'h1;
        end
        stalled = stall_timer$q >= stall_ticks;
        stall_timer$d = stall_timer$q + 32'h1;
        if (outbox_empty | progress | ~link_up) begin
            stall_timer$d = ((32'h0) & 32'hffffffff);
        end
        else if (stalled) begin
            lose = 1'b1;
        end
        rewind = asked | retry;
        if (retry) begin
            if (retry_count$q >= retries) begin
                state$d = link_hello;
                hello_due$d = 1'b1;
            end
        end
        if (mirror_lost) begin
            unheard$d = 1'b1;
        end
        else if (progress) begin
            unheard$d = 1'b0;
        end
        silent = ~link_up | (card_age$q >= dead_ticks);
        if (is_up & silent) begin
            state$d = link_hello;
            hello_due$d = 1'b1;
        end
        if (hello) begin
            state$d = link_is_up;
            card$d = first_payload[(32'h40)+:(64)];
            life$d = second_payload[(32'h0)+:(64)];
            flags$d = their_flags;
            rewind = 1'b1;
            beat_due$d = 1'b1;
            forget = ~same;
            adopt = mirror_lost;
            if (~mirror_lost & ~resumes & ~(same & unheard$q)) begin
                lose = 1'b1;
            end
            if (~their_flags[32'h2]) begin
                answer_due$d = 1'b1;
            end
        end
        if (state$q == link_down) begin
            state$d = link_hello;
            hello_due$d = 1'b1;
            ups$d = ups$q + 32'h1;
        end
        if (~link_up) begin
            state$d = link_down;
            ups$d = ups$q;
        end
        up = is_up;
        link_state = state$q;
        peer_card_id = card$q;
        peer_nonce = life$q;
        peer_flags = ((32'h0) & 16'hffff);
        if (is_up) begin
            peer_flags = flags$q;
        end
        peer_beat = beat$q;
        peer_beat_age = beat_age$q;
        peer_card_age = card_age$q;
        frames_sent = sent$q;
        frames_received = received$q;
        crc_errors = errors$q;
        naks_sent = naks_out$q;
        naks_received = naks_in$q;
        replays = rewinds$q;
        trainings = ups$q;
        if (reset) begin
            state$d = link_down;
            hello_timer$d = ((32'h0) & 32'hffffffff);
            hello_due$d = 1'b0;
            answer_due$d = 1'b0;
            beat_timer$d = ((32'h0) & 32'hffffffff);
            beat_due$d = 1'b0;
            told_armed$d = 1'b0;
            told_fenced$d = ((32'h0) & 2'h3);
            dropped$d = ((32'h0) & 2'h3);
            partner_armed$d = 1'b0;
            nak_due$d = 1'b0;
            nak_done$d = 1'b0;
            held_ack$d = ((32'h0) & 24'hffffff);
            last_ack$d = ((32'h0) & 24'hffffff);
            ack_again$d = 1'b0;
            retry_timer$d = ((32'h0) & 32'hffffffff);
            retry_count$d = ((32'h0) & 32'hffffffff);
            stall_timer$d = ((32'h0) & 32'hffffffff);
            card$d = ((32'h0) & 64'hffffffffffffffff);
            life$d = ((32'h0) & 64'hffffffffffffffff);
            unheard$d = 1'b0;
            flags$d = ((32'h0) & 16'hffff);
            beat$d = ((32'h0) & 64'hffffffffffffffff);
            beat_age$d = ((32'h0) & 64'hffffffffffffffff);
            card_age$d = ((32'h0) & 64'hffffffffffffffff);
            sent$d = ((32'h0) & 64'hffffffffffffffff);
            received$d = ((32'h0) & 64'hffffffffffffffff);
            errors$d = ((32'h0) & 32'hffffffff);
            naks_out$d = ((32'h0) & 32'hffffffff);
            naks_in$d = ((32'h0) & 32'hffffffff);
            rewinds$d = ((32'h0) & 32'hffffffff);
            ups$d = ((32'h0) & 32'hffffffff);
        end
    end
    
endmodule // card$mirror$talk


module card$mirror$talk$ack_again(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$talk$ack_again


module card$mirror$talk$answer_due(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$talk$answer_due


module card$mirror$talk$beat(d,q,clock);
    
    // Module arguments
    input wire  [63:0] d;
    output reg  [63:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 64'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$talk$beat


module card$mirror$talk$beat_age(d,q,clock);
    
    // Module arguments
    input wire  [63:0] d;
    output reg  [63:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 64'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$talk$beat_age


module card$mirror$talk$beat_due(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$talk$beat_due


module card$mirror$talk$beat_timer(d,q,clock);
    
    // Module arguments
    input wire  [31:0] d;
    output reg  [31:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 32'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$talk$beat_timer


module card$mirror$talk$card(d,q,clock);
    
    // Module arguments
    input wire  [63:0] d;
    output reg  [63:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 64'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$talk$card


module card$mirror$talk$card_age(d,q,clock);
    
    // Module arguments
    input wire  [63:0] d;
    output reg  [63:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 64'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$talk$card_age


module card$mirror$talk$dropped(d,q,clock);
    
    // Module arguments
    input wire  [1:0] d;
    output reg  [1:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 2'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$talk$dropped


module card$mirror$talk$errors(d,q,clock);
    
    // Module arguments
    input wire  [31:0] d;
    output reg  [31:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 32'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$talk$errors


module card$mirror$talk$flags(d,q,clock);
    
    // Module arguments
    input wire  [15:0] d;
    output reg  [15:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 16'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$talk$flags


module card$mirror$talk$held_ack(d,q,clock);
    
    // Module arguments
    input wire  [23:0] d;
    output reg  [23:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 24'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$talk$held_ack


module card$mirror$talk$hello_due(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$talk$hello_due


module card$mirror$talk$hello_timer(d,q,clock);
    
    // Module arguments
    input wire  [31:0] d;
    output reg  [31:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 32'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$talk$hello_timer


module card$mirror$talk$last_ack(d,q,clock);
    
    // Module arguments
    input wire  [23:0] d;
    output reg  [23:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 24'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$talk$last_ack


module card$mirror$talk$life(d,q,clock);
    
    // Module arguments
    input wire  [63:0] d;
    output reg  [63:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 64'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$talk$life


module card$mirror$talk$nak_done(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$talk$nak_done


module card$mirror$talk$nak_due(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$talk$nak_due


module card$mirror$talk$naks_in(d,q,clock);
    
    // Module arguments
    input wire  [31:0] d;
    output reg  [31:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 32'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$talk$naks_in


module card$mirror$talk$naks_out(d,q,clock);
    
    // Module arguments
    input wire  [31:0] d;
    output reg  [31:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 32'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$talk$naks_out


module card$mirror$talk$partner_armed(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$talk$partner_armed


module card$mirror$talk$received(d,q,clock);
    
    // Module arguments
    input wire  [63:0] d;
    output reg  [63:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 64'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$talk$received


module card$mirror$talk$retry_count(d,q,clock);
    
    // Module arguments
    input wire  [31:0] d;
    output reg  [31:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 32'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$talk$retry_count


module card$mirror$talk$retry_timer(d,q,clock);
    
    // Module arguments
    input wire  [31:0] d;
    output reg  [31:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 32'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$talk$retry_timer


module card$mirror$talk$rewinds(d,q,clock);
    
    // Module arguments
    input wire  [31:0] d;
    output reg  [31:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 32'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$talk$rewinds


module card$mirror$talk$sent(d,q,clock);
    
    // Module arguments
    input wire  [63:0] d;
    output reg  [63:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 64'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$talk$sent


module card$mirror$talk$stall_timer(d,q,clock);
    
    // Module arguments
    input wire  [31:0] d;
    output reg  [31:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 32'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$talk$stall_timer


module card$mirror$talk$state(d,q,clock);
    
    // Module arguments
    input wire  [1:0] d;
    output reg  [1:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 2'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$talk$state


module card$mirror$talk$told_armed(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$talk$told_armed


module card$mirror$talk$told_fenced(d,q,clock);
    
    // Module arguments
    input wire  [1:0] d;
    output reg  [1:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 2'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$talk$told_fenced


module card$mirror$talk$unheard(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$talk$unheard


module card$mirror$talk$ups(d,q,clock);
    
    // Module arguments
    input wire  [31:0] d;
    output reg  [31:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 32'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$mirror$talk$ups


module card$nv_header(clock,read$valid,read$address,read$ready,read$data_valid,read$data,write$valid,write$address,write$data,write$enable,write$ready,failing,drained,persist,persisted,ready,valid,dirty,save,swept,sweep_clean,rail_held,lost,forget,erasing,generation,stamp,stamped,sequence,tick,drain_ticks,validity,queue0,queue1,queue_states,fence_mask,fence_epoch0,fence_epoch1,sealed0,sealed1,image_card_id,image_nonce,load,load_queue0,load_queue1,load_queue_states,load_fence_mask,load_fence_epoch0,load_fence_epoch1,load_sealed0,load_sealed1,load_image_card_id,load_image_nonce);
    
    // Module arguments
    input wire  clock;
    output reg  read$valid;
    output reg  [27:0] read$address;
    input wire  read$ready;
    input wire  read$data_valid;
    input wire  [127:0] read$data;
    output reg  write$valid;
    output reg  [27:0] write$address;
    output reg  [127:0] write$data;
    output reg  [15:0] write$enable;
    input wire  write$ready;
    input wire  failing;
    input wire  drained;
    input wire  persist;
    output reg  persisted;
    output reg  ready;
    output reg  valid;
    output reg  dirty;
    output reg  save;
    input wire  swept;
    input wire  sweep_clean;
    input wire  rail_held;
    input wire  lost;
    input wire  forget;
    input wire  erasing;
    output reg  [15:0] generation;
    output reg  [63:0] stamp;
    input wire  stamped;
    output reg  [47:0] sequence;
    input wire  [31:0] tick;
    output reg  [31:0] drain_ticks;
    output reg  [2:0] validity;
    input wire  [383:0] queue0;
    input wire  [383:0] queue1;
    input wire  [3:0] queue_states;
    input wire  [1:0] fence_mask;
    input wire  [31:0] fence_epoch0;
    input wire  [31:0] fence_epoch1;
    input wire  [63:0] sealed0;
    input wire  [63:0] sealed1;
    input wire  [63:0] image_card_id;
    input wire  [63:0] image_nonce;
    output reg  load;
    output reg  [383:0] load_queue0;
    output reg  [383:0] load_queue1;
    output reg  [3:0] load_queue_states;
    output reg  [1:0] load_fence_mask;
    output reg  [31:0] load_fence_epoch0;
    output reg  [31:0] load_fence_epoch1;
    output reg  [63:0] load_sealed0;
    output reg  [63:0] load_sealed1;
    output reg  [63:0] load_image_card_id;
    output reg  [63:0] load_image_nonce;
    
    // Constant declarations
    localparam  magic = 64'h3148564e54505653;
    
    // Enums
    localparam State$Restore = 0;
    localparam State$Read = 1;
    localparam State$Judge = 2;
    localparam State$Load = 3;
    localparam State$Write = 4;
    localparam State$Run = 5;
    localparam State$Safe = 6;
    
    // Stub signals
    reg  [2:0] state$d;
    wire  [2:0] state$q;
    reg  state$clock;
    reg  second$d;
    wire  second$q;
    reg  second$clock;
    reg  [3:0] beat$d;
    wire  [3:0] beat$q;
    reg  beat$clock;
    reg  [3:0] returned$d;
    wire  [3:0] returned$q;
    reg  returned$clock;
    reg  clean$d;
    wire  clean$q;
    reg  clean$clock;
    reg  leaving$d;
    wire  leaving$q;
    reg  leaving$clock;
    reg  broken$d;
    wire  broken$q;
    reg  broken$clock;
    reg  void$d;
    wire  void$q;
    reg  void$clock;
    reg  [2:0] found$d;
    wire  [2:0] found$q;
    reg  found$clock;
    reg  for_mirror$d;
    wire  for_mirror$q;
    reg  for_mirror$clock;
    reg  is_valid$d;
    wire  is_valid$q;
    reg  is_valid$clock;
    reg  is_dirty$d;
    wire  is_dirty$q;
    reg  is_dirty$clock;
    reg  is_ready$d;
    wire  is_ready$q;
    reg  is_ready$clock;
    reg  [15:0] generation_here$d;
    wire  [15:0] generation_here$q;
    reg  generation_here$clock;
    reg  [47:0] next_sequence$d;
    wire  [47:0] next_sequence$q;
    reg  next_sequence$clock;
    reg  [31:0] failed_at$d;
    wire  [31:0] failed_at$q;
    reg  failed_at$clock;
    reg  was_failing$d;
    wire  was_failing$q;
    reg  was_failing$clock;
    reg  [31:0] drained_in$d;
    wire  [31:0] drained_in$q;
    reg  drained_in$clock;
    reg  [31:0] last_drain$d;
    wire  [31:0] last_drain$q;
    reg  last_drain$clock;
    reg  [127:0] first$d;
    wire  [127:0] first$q;
    reg  first$clock;
    reg  [127:0] kept_sequence$d;
    wire  [127:0] kept_sequence$q;
    reg  kept_sequence$clock;
    reg  [383:0] kept0$d;
    wire  [383:0] kept0$q;
    reg  kept0$clock;
    reg  [383:0] kept1$d;
    wire  [383:0] kept1$q;
    reg  kept1$clock;
    reg  [127:0] kept_fence$d;
    wire  [127:0] kept_fence$q;
    reg  kept_fence$clock;
    reg  [127:0] kept_sealed$d;
    wire  [127:0] kept_sealed$q;
    reg  kept_sealed$clock;
    reg  [127:0] kept_image$d;
    wire  [127:0] kept_image$q;
    reg  kept_image$clock;
    reg  [31:0] crc$d;
    wire  [31:0] crc$q;
    reg  crc$clock;
    reg  crc_good$d;
    wire  crc_good$q;
    reg  crc_good$clock;
    reg  [127:0] reduce$x;
    wire  [31:0] reduce$y;
    reg  [31:0] advance$x;
    wire  [31:0] advance$y;
    
    // Local signals
    reg  good;
    reg  was_clean;
    reg  intact;
    reg  [2:0] reasons;
    reg  [31:0] sum;
    reg  [31:0] inverse;
    reg  [127:0] beat0;
    reg  [127:0] beat1;
    reg  [127:0] beat8;
    reg  [1:0] state0;
    reg  [1:0] state1;
    reg  [127:0] beat9;
    reg  [127:0] beat10;
    reg  [127:0] out;
    reg  [27:0] address;
    
    // Sub module instances
    card$nv_header$state state(
        .d(state$d),
        .q(state$q),
        .clock(state$clock)
    );
    card$nv_header$second second(
        .d(second$d),
        .q(second$q),
        .clock(second$clock)
    );
    card$nv_header$beat beat(
        .d(beat$d),
        .q(beat$q),
        .clock(beat$clock)
    );
    card$nv_header$returned returned(
        .d(returned$d),
        .q(returned$q),
        .clock(returned$clock)
    );
    card$nv_header$clean clean(
        .d(clean$d),
        .q(clean$q),
        .clock(clean$clock)
    );
    card$nv_header$leaving leaving(
        .d(leaving$d),
        .q(leaving$q),
        .clock(leaving$clock)
    );
    card$nv_header$broken broken(
        .d(broken$d),
        .q(broken$q),
        .clock(broken$clock)
    );
    card$nv_header$void void(
        .d(void$d),
        .q(void$q),
        .clock(void$clock)
    );
    card$nv_header$found found(
        .d(found$d),
        .q(found$q),
        .clock(found$clock)
    );
    card$nv_header$for_mirror for_mirror(
        .d(for_mirror$d),
        .q(for_mirror$q),
        .clock(for_mirror$clock)
    );
    card$nv_header$is_valid is_valid(
        .d(is_valid$d),
        .q(is_valid$q),
        .clock(is_valid$clock)
    );
    card$nv_header$is_dirty is_dirty(
        .d(is_dirty$d),
        .q(is_dirty$q),
        .clock(is_dirty$clock)
    );
    card$nv_header$is_ready is_ready(
        .d(is_ready$d),
        .q(is_ready$q),
        .clock(is_ready$clock)
    );
    card$nv_header$generation_here generation_here(
        .d(generation_here$d),
        .q(generation_here$q),
        .clock(generation_here$clock)
    );
    card$nv_header$next_sequence next_sequence(
        .d(next_sequence$d),
        .q(next_sequence$q),
        .clock(next_sequence$clock)
    );
    card$nv_header$failed_at failed_at(
        .d(failed_at$d),
        .q(failed_at$q),
        .clock(failed_at$clock)
    );
    card$nv_header$was_failing was_failing(
        .d(was_failing$d),
        .q(was_failing$q),
        .clock(was_failing$clock)
    );
    card$nv_header$drained_in drained_in(
        .d(drained_in$d),
        .q(drained_in$q),
        .clock(drained_in$clock)
    );
    card$nv_header$last_drain last_drain(
        .d(last_drain$d),
        .q(last_drain$q),
        .clock(last_drain$clock)
    );
    card$nv_header$first first(
        .d(first$d),
        .q(first$q),
        .clock(first$clock)
    );
    card$nv_header$kept_sequence kept_sequence(
        .d(kept_sequence$d),
        .q(kept_sequence$q),
        .clock(kept_sequence$clock)
    );
    card$nv_header$kept0 kept0(
        .d(kept0$d),
        .q(kept0$q),
        .clock(kept0$clock)
    );
    card$nv_header$kept1 kept1(
        .d(kept1$d),
        .q(kept1$q),
        .clock(kept1$clock)
    );
    card$nv_header$kept_fence kept_fence(
        .d(kept_fence$d),
        .q(kept_fence$q),
        .clock(kept_fence$clock)
    );
    card$nv_header$kept_sealed kept_sealed(
        .d(kept_sealed$d),
        .q(kept_sealed$q),
        .clock(kept_sealed$clock)
    );
    card$nv_header$kept_image kept_image(
        .d(kept_image$d),
        .q(kept_image$q),
        .clock(kept_image$clock)
    );
    card$nv_header$crc crc(
        .d(crc$d),
        .q(crc$q),
        .clock(crc$clock)
    );
    card$nv_header$crc_good crc_good(
        .d(crc_good$d),
        .q(crc_good$q),
        .clock(crc_good$clock)
    );
    card$nv_header$reduce reduce(
        .x(reduce$x),
        .y(reduce$y)
    );
    card$nv_header$advance advance(
        .x(advance$x),
        .y(advance$y)
    );
    
    // Update code
    always @(*) begin
        state$clock = clock;
        second$clock = clock;
        beat$clock = clock;
        returned$clock = clock;
        clean$clock = clock;
        leaving$clock = clock;
        broken$clock = clock;
        void$clock = clock;
        found$clock = clock;
        for_mirror$clock = clock;
        is_valid$clock = clock;
        is_dirty$clock = clock;
        is_ready$clock = clock;
        generation_here$clock = clock;
        next_sequence$clock = clock;
        failed_at$clock = clock;
        was_failing$clock = clock;
        drained_in$clock = clock;
        last_drain$clock = clock;
        first$clock = clock;
        kept_sequence$clock = clock;
        kept0$clock = clock;
        kept1$clock = clock;
        kept_fence$clock = clock;
        kept_sealed$clock = clock;
        kept_image$clock = clock;
        crc$clock = clock;
        crc_good$clock = clock;
        state$d = state$q;
        second$d = second$q;
        beat$d = beat$q;
        returned$d = returned$q;
        clean$d = clean$q;
        leaving$d = leaving$q;
        broken$d = broken$q;
        void$d = void$q;
        found$d = found$q;
        for_mirror$d = for_mirror$q;
        is_valid$d = is_valid$q;
        is_dirty$d = is_dirty$q;
        is_ready$d = is_ready$q;
        generation_here$d = generation_here$q;
        next_sequence$d = next_sequence$q;
        failed_at$d = failed_at$q;
        was_failing$d = was_failing$q;
        drained_in$d = drained_in$q;
        last_drain$d = last_drain$q;
        first$d = first$q;
        kept_sequence$d = kept_sequence$q;
        kept0$d = kept0$q;
        kept1$d = kept1$q;
        kept_fence$d = kept_fence$q;
        kept_sealed$d = kept_sealed$q;
        kept_image$d = kept_image$q;
        crc$d = crc$q;
        crc_good$d = crc_good$q;
        beat0[(64'h0)+:(64)] = magic;
        beat0[(64'h40)+:(16)] = ((32'h1) & 16'hffff);
        beat0[(64'h50)+:(16)] = ((32'h2) & 16'hffff);
        if (clean$q) begin
            beat0[(64'h50)+:(16)] = ((32'h1) & 16'hffff);
        end
        beat0[(64'h60)+:(16)] = generation_here$q;
        beat0[(64'h70)+:(16)] = ((32'h0) & 16'hffff);
        beat1[(64'h0)+:(64)] = ((next_sequence$q) & 64'hffffffffffffffff);
        beat1[(64'h40)+:(64)] = ((drained_in$q) & 64'hffffffffffffffff);
        beat8[(64'h0)+:(32)] = ((queue_states) & 32'hffffffff);
        beat8[(64'h20)+:(32)] = ((fence_mask) & 32'hffffffff);
        beat8[(64'h40)+:(32)] = fence_epoch0;
        beat8[(64'h60)+:(32)] = fence_epoch1;
        beat9[(64'h0)+:(64)] = sealed0;
        beat9[(64'h40)+:(64)] = sealed1;
        beat10[(64'h0)+:(64)] = image_card_id;
        beat10[(64'h40)+:(64)] = image_nonce;
        inverse = ~crc$q;
        out = ((inverse) & 128'hffffffffffffffffffffffffffffffff);
        if (beat$q == 32'h0) begin
            out = beat0;
        end
        if (beat$q == 32'h1) begin
            out = beat1;
        end
        if (beat$q == 32'h2) begin
            out = queue0[(32'h0)+:(128)];
        end
        if (beat$q == 32'h3) begin
            out = queue0[(32'h80)+:(128)];
        end
        if (beat$q == 32'h4) begin
            out = queue0[(32'h100)+:(128)];
        end
        if (beat$q == 32'h5) begin
            out = queue1[(32'h0)+:(128)];
        end
        if (beat$q == 32'h6) begin
            out = queue1[(32'h80)+:(128)];
        end
        if (beat$q == 32'h7) begin
            out = queue1[(32'h100)+:(128)];
        end
        if (beat$q == 32'h8) begin
            out = beat8;
        end
        if (beat$q == 32'h9) begin
            out = beat9;
        end
        if (beat$q == 32'ha) begin
            out = beat10;
        end
        address = ((beat$q) & 28'hfffffff);
        if (second$q) begin
            address = ((beat$q) & 28'hfffffff) | ((32'h100) & 28'hfffffff);
        end
        read$address = address;
        write$address = address;
        write$data = out;
        write$enable = ((32'hffff) & 16'hffff);
        read$valid = (state$q == State$Read) & (beat$q != 32'hc);
        write$valid = state$q == State$Write;
        reduce$x = read$data;
        if (state$q == State$Write) begin
            reduce$x = out;
        end
        advance$x = crc$q;
        if (((state$q == State$Write) & (beat$q == 32'h0)) | ((state$q == State$Read) & (returned$q == 32'h0))) begin
            advance$x = ((64'hffffffff) & 32'hffffffff);
        end
        sum = reduce$y ^ advance$y;
        good = crc_good$q & (first$q[(32'h0)+:(64)] == magic) & (first$q[(32'h40)+:(16)] == 32'h1);
        was_clean = first$q[(32'h50)+:(16)] == 32'h1;
        intact = (was_clean & rail_held) & sweep_clean;
        reasons = (((was_clean) & 3'h7) | (((rail_held) & 3'h7) << 32'h1)) | (((sweep_clean) & 3'h7) << 32'h2);
        load = 1'b0;
        persisted = 1'b0;
        save = 1'b0;
        if (stamped) begin
            next_sequence$d = next_sequence$q + 32'h1;
        end
        was_failing$d = failing;
        if (failing & ~was_failing$q) begin
            failed_at$d = tick;
        end
        if (forget) begin
            is_valid$d = 1'b0;
            void$d = 1'b1;
        end
        case (state$q)
            State$Restore:
                begin
                    if (swept) begin
                        state$d = State$Read;
                    end
                end
            State$Read:
                begin
                    if (read$valid & read$ready) begin
                        beat$d = beat$q + 32'h1;
                    end
                    if (read$data_valid) begin
                        if (lost) begin
                            broken$d = 1'b1;
                        end
                        returned$d = returned$q + 32'h1;
                        crc$d = sum;
                        if (returned$q == 32'h0) begin
                            first$d = read$data;
                        end
                        if (returned$q == 32'h1) begin
                            kept_sequence$d = read$data;
                        end
                        if ((returned$q >= 32'h2) & (returned$q <= 32'h4)) begin
                            kept0$d = (((read$data) & 384'hffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff) << 32'h100) | ((kept0$q[(32'h80)+:(256)]) & 384'hffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff);
                        end
                        if ((returned$q >= 32'h5) & (returned$q <= 32'h7)) begin
                            kept1$d = (((read$data) & 384'hffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff) << 32'h100) | ((kept1$q[(32'h80)+:(256)]) & 384'hffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff);
                        end
                        if (returned$q == 32'h8) begin
                            kept_fence$d = read$data;
                        end
                        if (returned$q == 32'h9) begin
                            kept_sealed$d = read$data;
                        end
                        if (returned$q == 32'ha) begin
                            kept_image$d = read$data;
                        end
                        if (returned$q == 32'hb) begin
                            crc_good$d = (read$data[(32'h0)+:(32)] == inverse) & ~broken$q & ~lost;
                            state$d = State$Judge;
                        end
                    end
                end
            State$Judge:
                begin
                    beat$d = ((32'h0) & 4'hf);
                    returned$d = ((32'h0) & 4'hf);
                    broken$d = 1'b0;
                    second$d = 1'b1;
                    state$d = State$Read;
                    if (good) begin
                        generation_here$d = first$q[(32'h60)+:(16)] + 32'h1;
                        next_sequence$d = kept_sequence$q[(32'h0)+:(48)];
                        is_valid$d = intact;
                        found$d = reasons;
                        is_dirty$d = ~was_clean;
                        if (was_clean) begin
                            last_drain$d = kept_sequence$q[(32'h40)+:(32)];
                        end
                        second$d = 1'b0;
                        state$d = State$Load;
                    end
                    else if (second$q) begin
                        generation_here$d = ((32'h1) & 16'hffff);
                        found$d = reasons & 32'h6;
                        next_sequence$d = ((32'h1) & 48'hffffffffffff);
                        second$d = 1'b0;
                        state$d = State$Write;
                    end
                end
            State$Load:
                begin
                    load = 1'b1;
                    state$d = State$Write;
                end
            State$Write:
                begin
                    if (write$ready) begin
                        crc$d = sum;
                        beat$d = beat$q + 32'h1;
                        if (beat$q == 32'hb) begin
                            beat$d = ((32'h0) & 4'hf);
                            second$d = 1'b1;
                            if (second$q) begin
                                second$d = 1'b0;
                                is_ready$d = 1'b1;
                                persisted = for_mirror$q;
                                for_mirror$d = 1'b0;
                                state$d = State$Run;
                                if (leaving$q) begin
                                    state$d = State$Safe;
                                end
                            end
                        end
                    end
                end
            State$Run:
                begin
                    beat$d = ((32'h0) & 4'hf);
                    if (failing) begin
                        if (drained) begin
                            leaving$d = 1'b1;
                            clean$d = ~erasing;
                            drained_in$d = tick - failed_at$q;
                            state$d = State$Write;
                        end
                    end
                    else if (persist & ~for_mirror$q) begin
                        for_mirror$d = 1'b1;
                        state$d = State$Write;
                    end
                    else if (void$q) begin
                        void$d = 1'b0;
                        state$d = State$Write;
                    end
                end
            State$Safe:
                begin
                    save = 1'b1;
                end
            default:
                begin
                    state$d = State$Run;
                end
        endcase
        ready = is_ready$q;
        valid = is_valid$q;
        dirty = is_dirty$q;
        drain_ticks = last_drain$q;
        validity = found$q;
        generation = generation_here$q;
        sequence = next_sequence$q;
        stamp = (((generation_here$q) & 64'hffffffffffffffff) << 32'h30) | ((next_sequence$q) & 64'hffffffffffffffff);
        load_queue0 = kept0$q;
        load_queue1 = kept1$q;
        state0 = kept_fence$q[(32'h0)+:(2)];
        if (~intact & (kept_fence$q[(32'h0)+:(2)] == 32'h2)) begin
            state0 = ((32'h1) & 2'h3);
        end
        state1 = kept_fence$q[(32'h2)+:(2)];
        if (~intact & (kept_fence$q[(32'h2)+:(2)] == 32'h2)) begin
            state1 = ((32'h1) & 2'h3);
        end
        load_queue_states = ((state0) & 4'hf) | (((state1) & 4'hf) << 32'h2);
        load_fence_mask = kept_fence$q[(32'h20)+:(2)];
        load_fence_epoch0 = kept_fence$q[(32'h40)+:(32)];
        load_fence_epoch1 = kept_fence$q[(32'h60)+:(32)];
        load_sealed0 = kept_sealed$q[(32'h0)+:(64)];
        load_sealed1 = kept_sealed$q[(32'h40)+:(64)];
        load_image_card_id = kept_image$q[(32'h0)+:(64)];
        load_image_nonce = kept_image$q[(32'h40)+:(64)];
    end
    
endmodule // card$nv_header


module card$nv_header$advance(x,y);
    
    // Module arguments
    input wire  [31:0] x;
    output reg  [31:0] y;
    
    // Update code (custom)
    `ifdef SYNTHESIS
    wire s0 = x[10] ^ x[14];
    wire s1 = x[1] ^ x[3];
    wire s2 = x[0] ^ x[2];
    wire s3 = x[7] ^ x[27];
    wire s4 = x[8] ^ x[9];
    wire s5 = x[4] ^ x[29];
    wire s6 = x[5] ^ x[30];
    wire s7 = x[6] ^ x[18];
    wire s8 = x[19] ^ x[23];
    wire s9 = x[11] ^ x[21];
    wire s10 = x[13] ^ x[22];
    wire s11 = x[20] ^ x[26];
    wire s12 = x[12] ^ x[16];
    wire s13 = x[15] ^ x[17];
    wire s14 = x[24] ^ s0;
    wire s15 = x[25] ^ s2;
    wire s16 = x[27] ^ s4;
    wire s17 = x[28] ^ s1;
    wire s18 = x[31] ^ s7;
    wire s19 = s5 ^ s12;
    wire s20 = x[3] ^ x[9];
    wire s21 = x[6] ^ x[31];
    wire s22 = x[13] ^ x[14];
    wire s23 = x[18] ^ x[22];
    wire s24 = x[19] ^ x[25];
    wire s25 = x[0] ^ s11;
    wire s26 = x[8] ^ s8;
    wire s27 = x[12] ^ s13;
    wire s28 = x[17] ^ s6;
    wire s29 = s0 ^ s10;
    wire s30 = x[23] ^ s18;
    wire s31 = x[4] ^ x[11];
    wire s32 = x[15] ^ x[28];
    wire s33 = x[16] ^ x[20];
    wire s34 = x[1] ^ s9;
    wire s35 = x[10] ^ s3;
    wire s36 = x[18] ^ s3;
    wire s37 = s0 ^ s8;
    wire s38 = s6 ^ s23;
    wire s39 = s9 ^ s20;
    wire s40 = s7 ^ s15;
    wire s41 = s11 ^ s16;
    wire s42 = x[0] ^ x[7];
    wire s43 = x[2] ^ x[14];
    wire s44 = x[5] ^ x[12];
    wire s45 = x[5] ^ x[24];
    wire s46 = x[9] ^ x[21];
    wire s47 = x[19] ^ x[26];
    wire s48 = x[20] ^ x[31];
    wire s49 = x[22] ^ x[28];
    wire s50 = x[24] ^ x[25];
    wire s51 = x[10] ^ s10;
    wire s52 = x[30] ^ s3;
    wire s53 = s1 ^ s5;
    wire s54 = s2 ^ s5;
    wire s55 = s4 ^ s11;
    wire s56 = s9 ^ s50;
    wire s57 = s12 ^ s22;
    wire s58 = x[11] ^ s26;
    wire s59 = x[15] ^ s14;
    wire s60 = x[23] ^ s16;
    wire s61 = s1 ^ s14;
    wire s62 = s4 ^ s17;
    wire s63 = s15 ^ s19;
    wire s64 = s21 ^ s25;
    wire s65 = s24 ^ s34;
    wire s66 = s24 ^ s36;
    wire s67 = s32 ^ s39;
    wire s68 = s14 ^ s30;
    wire s69 = s27 ^ s41;
    wire s70 = s28 ^ s60;
    wire s71 = s35 ^ s40;
    always @(*) begin
        y[0] = x[2] ^ x[8] ^ x[20] ^ x[27] ^ s17 ^ s23 ^ s31 ^ s59;
        y[1] = x[5] ^ s8 ^ s63 ^ s67;
        y[2] = x[6] ^ x[24] ^ s1 ^ s19 ^ s25 ^ s28 ^ s51;
        y[3] = x[4] ^ s3 ^ s15 ^ s22 ^ s28 ^ s30 ^ s34;
        y[4] = x[19] ^ s31 ^ s35 ^ s44 ^ s64;
        y[5] = x[3] ^ x[4] ^ x[7] ^ x[21] ^ s2 ^ s7 ^ s10 ^ s44 ^ s59;
        y[6] = x[13] ^ x[28] ^ s8 ^ s33 ^ s45 ^ s71;
        y[7] = x[21] ^ x[22] ^ s5 ^ s13 ^ s47 ^ s71;
        y[8] = x[16] ^ s3 ^ s17 ^ s25 ^ s38 ^ s58;
        y[9] = x[22] ^ x[29] ^ s18 ^ s27 ^ s37 ^ s39;
        y[10] = s2 ^ s17 ^ s26 ^ s52 ^ s57;
        y[11] = x[24] ^ s13 ^ s22 ^ s48 ^ s54 ^ s62;
        y[12] = x[29] ^ s6 ^ s16 ^ s33 ^ s49 ^ s56;
        y[13] = x[30] ^ s30 ^ s43 ^ s53 ^ s56 ^ s69;
        y[14] = x[7] ^ x[31] ^ s6 ^ s55 ^ s57 ^ s65;
        y[15] = x[2] ^ x[21] ^ s21 ^ s29 ^ s69;
        y[16] = x[16] ^ x[23] ^ s29 ^ s36 ^ s67;
        y[17] = s13 ^ s14 ^ s19 ^ s49 ^ s58;
        y[18] = s17 ^ s29 ^ s63 ^ s70;
        y[19] = x[29] ^ s10 ^ s64 ^ s70;
        y[20] = x[1] ^ x[28] ^ s46 ^ s52 ^ s68;
        y[21] = x[14] ^ s48 ^ s53 ^ s66;
        y[22] = x[27] ^ s9 ^ s38 ^ s47 ^ s61;
        y[23] = x[12] ^ x[25] ^ s18 ^ s26 ^ s61;
        y[24] = x[26] ^ s29 ^ s62 ^ s66;
        y[25] = x[11] ^ s32 ^ s37 ^ s41 ^ s54;
        y[26] = x[21] ^ s4 ^ s19 ^ s38 ^ s43;
        y[27] = s6 ^ s8 ^ s13 ^ s20 ^ s21 ^ s51;
        y[28] = s31 ^ s33 ^ s42 ^ s68;
        y[29] = x[8] ^ s27 ^ s42 ^ s45 ^ s65;
        y[30] = x[1] ^ s10 ^ s12 ^ s40 ^ s55;
        y[31] = x[13] ^ x[17] ^ x[26] ^ s1 ^ s2 ^ s3 ^ s37 ^ s46;
    end
    `else
    always @(*) begin
        y[0] = ^(x & 32'b00011001010101001100110100011110);
        y[1] = ^(x & 32'b00110010101010011001101000111101);
        y[2] = ^(x & 32'b01100101010100110011010001111011);
        y[3] = ^(x & 32'b11001010101001100110100011110111);
        y[4] = ^(x & 32'b10001100000110000001110011110001);
        y[5] = ^(x & 32'b00000001011001001111010011111101);
        y[6] = ^(x & 32'b00011011100111010010010011100101);
        y[7] = ^(x & 32'b00101110011011101000010011010101);
        y[8] = ^(x & 32'b01011100110111010000100110101011);
        y[9] = ^(x & 32'b10100000111011101101111001001000);
        y[10] = ^(x & 32'b01011000100010010111000110001111);
        y[11] = ^(x & 32'b10110001000100101110001100011111);
        y[12] = ^(x & 32'b01111011011100010000101100100000);
        y[13] = ^(x & 32'b11101111101101101101101101011110);
        y[14] = ^(x & 32'b11000110001110010111101110100010);
        y[15] = ^(x & 32'b10001100011100101111011101000100);
        y[16] = ^(x & 32'b00011000111001011110111010001000);
        y[17] = ^(x & 32'b00110001110010111101110100010000);
        y[18] = ^(x & 32'b01111010110000110111011100111111);
        y[19] = ^(x & 32'b11101100110100100010001101100001);
        y[20] = ^(x & 32'b11011001101001000100011011000010);
        y[21] = ^(x & 32'b10101010000111000100000010011010);
        y[22] = ^(x & 32'b01001101011011000100110000101010);
        y[23] = ^(x & 32'b10000011100011000101010101001010);
        y[24] = ^(x & 32'b00011110010011000110011110001010);
        y[25] = ^(x & 32'b00111100100110001100111100010101);
        y[26] = ^(x & 32'b01100000011001010101001100110100);
        y[27] = ^(x & 32'b11000000110010101010011001101000);
        y[28] = ^(x & 32'b10000001100101010100110011010001);
        y[29] = ^(x & 32'b00000011001010101001100110100011);
        y[30] = ^(x & 32'b00000110010101010011001101000111);
        y[31] = ^(x & 32'b00001100101010100110011010001111);
    end
    `endif
endmodule // card$nv_header$advance


module card$nv_header$beat(d,q,clock);
    
    // Module arguments
    input wire  [3:0] d;
    output reg  [3:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 4'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$nv_header$beat


module card$nv_header$broken(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$nv_header$broken


module card$nv_header$clean(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$nv_header$clean


module card$nv_header$crc(d,q,clock);
    
    // Module arguments
    input wire  [31:0] d;
    output reg  [31:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 32'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$nv_header$crc


module card$nv_header$crc_good(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$nv_header$crc_good


module card$nv_header$drained_in(d,q,clock);
    
    // Module arguments
    input wire  [31:0] d;
    output reg  [31:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 32'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$nv_header$drained_in


module card$nv_header$failed_at(d,q,clock);
    
    // Module arguments
    input wire  [31:0] d;
    output reg  [31:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 32'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$nv_header$failed_at


module card$nv_header$first(d,q,clock);
    
    // Module arguments
    input wire  [127:0] d;
    output reg  [127:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 128'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$nv_header$first


module card$nv_header$for_mirror(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$nv_header$for_mirror


module card$nv_header$found(d,q,clock);
    
    // Module arguments
    input wire  [2:0] d;
    output reg  [2:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 3'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$nv_header$found


module card$nv_header$generation_here(d,q,clock);
    
    // Module arguments
    input wire  [15:0] d;
    output reg  [15:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 16'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$nv_header$generation_here


module card$nv_header$is_dirty(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$nv_header$is_dirty


module card$nv_header$is_ready(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$nv_header$is_ready


module card$nv_header$is_valid(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$nv_header$is_valid


module card$nv_header$kept0(d,q,clock);
    
    // Module arguments
    input wire  [383:0] d;
    output reg  [383:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 384'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$nv_header$kept0


module card$nv_header$kept1(d,q,clock);
    
    // Module arguments
    input wire  [383:0] d;
    output reg  [383:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 384'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$nv_header$kept1


module card$nv_header$kept_fence(d,q,clock);
    
    // Module arguments
    input wire  [127:0] d;
    output reg  [127:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 128'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$nv_header$kept_fence


module card$nv_header$kept_image(d,q,clock);
    
    // Module arguments
    input wire  [127:0] d;
    output reg  [127:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 128'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$nv_header$kept_image


module card$nv_header$kept_sealed(d,q,clock);
    
    // Module arguments
    input wire  [127:0] d;
    output reg  [127:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 128'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$nv_header$kept_sealed


module card$nv_header$kept_sequence(d,q,clock);
    
    // Module arguments
    input wire  [127:0] d;
    output reg  [127:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 128'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$nv_header$kept_sequence


module card$nv_header$last_drain(d,q,clock);
    
    // Module arguments
    input wire  [31:0] d;
    output reg  [31:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 32'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$nv_header$last_drain


module card$nv_header$leaving(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$nv_header$leaving


module card$nv_header$next_sequence(d,q,clock);
    
    // Module arguments
    input wire  [47:0] d;
    output reg  [47:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 48'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$nv_header$next_sequence


module card$nv_header$reduce(x,y);
    
    // Module arguments
    input wire  [127:0] x;
    output reg  [31:0] y;
    
    // Update code (custom)
    `ifdef SYNTHESIS
    wire s0 = x[10] ^ x[119];
    wire s1 = x[14] ^ x[40];
    wire s2 = x[19] ^ x[102];
    wire s3 = x[59] ^ x[76];
    wire s4 = x[60] ^ x[77];
    wire s5 = x[61] ^ x[78];
    wire s6 = x[3] ^ x[82];
    wire s7 = x[0] ^ x[79];
    wire s8 = x[8] ^ x[75];
    wire s9 = x[22] ^ x[48];
    wire s10 = x[23] ^ x[106];
    wire s11 = x[27] ^ x[50];
    wire s12 = x[51] ^ x[122];
    wire s13 = x[58] ^ x[117];
    wire s14 = x[97] ^ x[116];
    wire s15 = x[98] ^ x[121];
    wire s16 = x[1] ^ x[64];
    wire s17 = x[9] ^ x[57];
    wire s18 = x[18] ^ x[44];
    wire s19 = x[20] ^ x[93];
    wire s20 = x[21] ^ x[94];
    wire s21 = x[35] ^ x[95];
    wire s22 = x[41] ^ x[54];
    wire s23 = x[42] ^ x[55];
    wire s24 = x[43] ^ x[56];
    wire s25 = x[45] ^ x[111];
    wire s26 = x[52] ^ x[85];
    wire s27 = x[53] ^ x[86];
    wire s28 = x[65] ^ x[123];
    wire s29 = x[90] ^ x[96];
    wire s30 = x[100] ^ x[109];
    wire s31 = x[46] ^ x[112];
    wire s32 = x[47] ^ x[63];
    wire s33 = x[80] ^ x[92];
    wire s34 = x[88] ^ x[107];
    wire s35 = x[89] ^ x[108];
    wire s36 = x[91] ^ x[110];
    wire s37 = x[99] ^ x[113];
    wire s38 = x[105] ^ x[118];
    wire s39 = x[2] ^ x[4];
    wire s40 = x[5] ^ x[30];
    wire s41 = x[6] ^ x[31];
    wire s42 = x[7] ^ x[32];
    wire s43 = x[11] ^ x[120];
    wire s44 = x[62] ^ x[126];
    wire s45 = x[66] ^ x[124];
    wire s46 = x[67] ^ x[125];
    wire s47 = x[68] ^ x[127];
    wire s48 = x[37] ^ s3;
    wire s49 = x[49] ^ s0;
    wire s50 = x[74] ^ s2;
    wire s51 = x[12] ^ x[38];
    wire s52 = x[13] ^ x[39];
    wire s53 = x[26] ^ x[114];
    wire s54 = x[70] ^ x[103];
    wire s55 = x[71] ^ x[104];
    wire s56 = x[81] ^ x[101];
    wire s57 = x[25] ^ s15;
    wire s58 = x[87] ^ s4;
    wire s59 = s11 ^ s14;
    wire s60 = s12 ^ s13;
    wire s61 = x[15] ^ x[17];
    wire s62 = x[16] ^ x[28];
    wire s63 = x[24] ^ x[33];
    wire s64 = x[69] ^ x[115];
    wire s65 = x[34] ^ s36;
    wire s66 = x[36] ^ s22;
    wire s67 = s1 ^ s6;
    wire s68 = s5 ^ s10;
    wire s69 = s8 ^ s16;
    wire s70 = s9 ^ s44;
    wire s71 = s19 ^ s31;
    wire s72 = x[83] ^ x[84];
    wire s73 = x[29] ^ s23;
    wire s74 = x[72] ^ s34;
    wire s75 = x[73] ^ s7;
    wire s76 = s17 ^ s25;
    wire s77 = s20 ^ s32;
    wire s78 = s21 ^ s33;
    wire s79 = s24 ^ s26;
    wire s80 = s27 ^ s39;
    wire s81 = s29 ^ s30;
    wire s82 = x[119] ^ s35;
    wire s83 = x[126] ^ s42;
    wire s84 = s28 ^ s40;
    wire s85 = s38 ^ s51;
    wire s86 = s37 ^ s77;
    wire s87 = s49 ^ s56;
    wire s88 = x[58] ^ s47;
    wire s89 = x[75] ^ s46;
    wire s90 = x[81] ^ s41;
    wire s91 = x[115] ^ s45;
    wire s92 = x[124] ^ s43;
    wire s93 = s50 ^ s57;
    wire s94 = s53 ^ s58;
    wire s95 = s59 ^ s65;
    wire s96 = s61 ^ s74;
    wire s97 = s64 ^ s78;
    wire s98 = x[29] ^ x[42];
    wire s99 = x[74] ^ x[106];
    wire s100 = x[95] ^ x[103];
    wire s101 = x[12] ^ s54;
    wire s102 = x[13] ^ s7;
    wire s103 = x[14] ^ s63;
    wire s104 = x[17] ^ s52;
    wire s105 = x[46] ^ s5;
    wire s106 = x[48] ^ s28;
    wire s107 = x[57] ^ s18;
    wire s108 = x[62] ^ s10;
    wire s109 = x[87] ^ s62;
    wire s110 = x[96] ^ s18;
    wire s111 = x[114] ^ s0;
    wire s112 = x[125] ^ s55;
    wire s113 = x[4] ^ s71;
    wire s114 = x[9] ^ s73;
    wire s115 = x[16] ^ s85;
    wire s116 = x[18] ^ s67;
    wire s117 = x[24] ^ s48;
    wire s118 = x[45] ^ s75;
    wire s119 = x[52] ^ s66;
    wire s120 = x[80] ^ s82;
    wire s121 = x[101] ^ s79;
    wire s122 = x[105] ^ s84;
    wire s123 = x[111] ^ s69;
    wire s124 = s2 ^ s60;
    wire s125 = s3 ^ s76;
    wire s126 = s30 ^ s70;
    wire s127 = s81 ^ s88;
    wire s128 = x[0] ^ x[49];
    wire s129 = x[1] ^ x[104];
    wire s130 = x[2] ^ x[27];
    wire s131 = x[5] ^ x[82];
    wire s132 = x[7] ^ x[40];
    wire s133 = x[11] ^ x[127];
    wire s134 = x[15] ^ x[41];
    wire s135 = x[28] ^ x[94];
    wire s136 = x[31] ^ x[36];
    wire s137 = x[33] ^ x[120];
    wire s138 = x[34] ^ x[73];
    wire s139 = x[43] ^ x[61];
    wire s140 = x[56] ^ x[65];
    wire s141 = x[64] ^ x[112];
    wire s142 = x[79] ^ x[97];
    wire s143 = x[8] ^ s4;
    wire s144 = x[22] ^ s8;
    wire s145 = x[27] ^ s41;
    wire s146 = x[35] ^ s9;
    wire s147 = x[44] ^ s21;
    wire s148 = x[47] ^ s20;
    wire s149 = x[55] ^ s54;
    wire s150 = x[59] ^ s36;
    wire s151 = x[60] ^ s72;
    wire s152 = x[82] ^ s1;
    wire s153 = x[86] ^ s6;
    wire s154 = x[91] ^ s47;
    wire s155 = x[122] ^ s33;
    wire s156 = s1 ^ s52;
    wire s157 = s22 ^ s62;
    wire s158 = s25 ^ s37;
    wire s159 = s38 ^ s43;
    wire s160 = x[6] ^ s102;
    wire s161 = x[20] ^ s69;
    wire s162 = x[38] ^ s89;
    wire s163 = x[39] ^ s70;
    wire s164 = x[53] ^ s48;
    wire s165 = x[69] ^ s67;
    wire s166 = x[93] ^ s68;
    wire s167 = x[99] ^ s50;
    wire s168 = x[102] ^ s80;
    wire s169 = x[110] ^ s71;
    wire s170 = x[113] ^ s76;
    wire s171 = s5 ^ s83;
    wire s172 = s17 ^ s60;
    wire s173 = s35 ^ s92;
    wire s174 = s49 ^ s99;
    wire s175 = s57 ^ s151;
    wire s176 = s58 ^ s140;
    wire s177 = s26 ^ s126;
    wire s178 = s27 ^ s125;
    wire s179 = s34 ^ s117;
    wire s180 = s40 ^ s97;
    wire s181 = s86 ^ s98;
    wire s182 = s87 ^ s155;
    wire s183 = x[3] ^ x[44];
    wire s184 = x[10] ^ x[121];
    wire s185 = x[14] ^ x[25];
    wire s186 = x[21] ^ x[26];
    wire s187 = x[23] ^ x[63];
    wire s188 = x[25] ^ x[116];
    wire s189 = x[26] ^ x[79];
    wire s190 = x[30] ^ x[54];
    wire s191 = x[32] ^ x[107];
    wire s192 = x[34] ^ x[78];
    wire s193 = x[43] ^ x[98];
    wire s194 = x[48] ^ x[51];
    wire s195 = x[54] ^ x[68];
    wire s196 = x[63] ^ x[100];
    wire s197 = x[66] ^ x[117];
    wire s198 = x[67] ^ x[72];
    wire s199 = x[71] ^ x[118];
    wire s200 = x[76] ^ x[84];
    wire s201 = x[77] ^ x[100];
    wire s202 = x[85] ^ x[123];
    wire s203 = x[89] ^ x[127];
    wire s204 = x[90] ^ x[122];
    wire s205 = x[92] ^ x[108];
    wire s206 = x[103] ^ x[105];
    wire s207 = x[120] ^ x[121];
    wire s208 = x[1] ^ s51;
    wire s209 = x[5] ^ s39;
    wire s210 = x[7] ^ s129;
    wire s211 = x[13] ^ s29;
    wire s212 = x[23] ^ s0;
    wire s213 = x[29] ^ s136;
    wire s214 = x[37] ^ s134;
    wire s215 = x[47] ^ s56;
    wire s216 = x[50] ^ s24;
    wire s217 = x[55] ^ s14;
    wire s218 = x[72] ^ s45;
    wire s219 = x[83] ^ s15;
    wire s220 = x[88] ^ s12;
    wire s221 = x[92] ^ s21;
    wire s222 = x[93] ^ s31;
    wire s223 = x[98] ^ s54;
    wire s224 = x[99] ^ s23;
    wire s225 = x[101] ^ s55;
    wire s226 = x[102] ^ s141;
    wire s227 = x[117] ^ s18;
    wire s228 = x[118] ^ s130;
    wire s229 = x[121] ^ s13;
    wire s230 = x[125] ^ s6;
    wire s231 = s11 ^ s19;
    wire s232 = s11 ^ s35;
    wire s233 = s12 ^ s16;
    wire s234 = s20 ^ s53;
    wire s235 = s32 ^ s46;
    wire s236 = s37 ^ s72;
    wire s237 = s42 ^ s197;
    wire s238 = s46 ^ s64;
    wire s239 = s61 ^ s142;
    wire s240 = s63 ^ s131;
    wire s241 = s132 ^ s187;
    wire s242 = s196 ^ s206;
    wire s243 = x[33] ^ s159;
    wire s244 = x[46] ^ s104;
    wire s245 = x[53] ^ s108;
    wire s246 = x[64] ^ s90;
    wire s247 = x[80] ^ s91;
    wire s248 = x[84] ^ s108;
    wire s249 = x[89] ^ s101;
    wire s250 = x[104] ^ s66;
    wire s251 = x[107] ^ s107;
    wire s252 = x[108] ^ s90;
    wire s253 = x[109] ^ s149;
    wire s254 = x[114] ^ s80;
    wire s255 = x[116] ^ s147;
    wire s256 = x[123] ^ s111;
    wire s257 = s14 ^ s110;
    wire s258 = s17 ^ s106;
    wire s259 = s19 ^ s59;
    wire s260 = s23 ^ s148;
    wire s261 = s24 ^ s111;
    wire s262 = s27 ^ s109;
    wire s263 = s29 ^ s146;
    wire s264 = s32 ^ s106;
    wire s265 = s47 ^ s83;
    wire s266 = s48 ^ s63;
    wire s267 = s65 ^ s75;
    wire s268 = s66 ^ s231;
    wire s269 = s68 ^ s79;
    wire s270 = s72 ^ s145;
    wire s271 = s73 ^ s112;
    wire s272 = s81 ^ s137;
    wire s273 = s82 ^ s138;
    wire s274 = s85 ^ s157;
    wire s275 = s101 ^ s153;
    wire s276 = s103 ^ s107;
    wire s277 = s103 ^ s154;
    wire s278 = s104 ^ s210;
    wire s279 = s128 ^ s220;
    wire s280 = s143 ^ s237;
    wire s281 = s150 ^ s242;
    wire s282 = s152 ^ s223;
    wire s283 = s184 ^ s233;
    wire s284 = s186 ^ s228;
    wire s285 = s194 ^ s234;
    wire s286 = x[11] ^ s97;
    wire s287 = x[19] ^ s127;
    wire s288 = x[56] ^ s175;
    wire s289 = x[78] ^ s113;
    wire s290 = x[83] ^ s96;
    wire s291 = x[87] ^ s96;
    wire s292 = s15 ^ s171;
    wire s293 = s16 ^ s93;
    wire s294 = s41 ^ s176;
    wire s295 = s44 ^ s120;
    wire s296 = s45 ^ s94;
    wire s297 = s55 ^ s160;
    wire s298 = s68 ^ s124;
    wire s299 = s80 ^ s87;
    wire s300 = s84 ^ s115;
    wire s301 = s93 ^ s240;
    wire s302 = s94 ^ s118;
    wire s303 = s95 ^ s116;
    wire s304 = s105 ^ s120;
    wire s305 = s109 ^ s166;
    wire s306 = s114 ^ s158;
    wire s307 = s114 ^ s244;
    wire s308 = s115 ^ s172;
    wire s309 = s119 ^ s164;
    wire s310 = s121 ^ s232;
    wire s311 = s121 ^ s254;
    wire s312 = s122 ^ s133;
    wire s313 = s123 ^ s165;
    wire s314 = s161 ^ s253;
    wire s315 = s170 ^ s225;
    wire s316 = s174 ^ s249;
    wire s317 = s209 ^ s275;
    wire s318 = s221 ^ s261;
    wire s319 = s227 ^ s259;
    wire s320 = x[70] ^ s178;
    wire s321 = x[94] ^ s179;
    wire s322 = s180 ^ s193;
    wire s323 = s181 ^ s195;
    always @(*) begin
        y[0] = x[24] ^ x[28] ^ x[36] ^ x[58] ^ x[62] ^ x[74] ^ s4 ^ s43 ^ s45 ^ s59 ^ s71 ^ s134 ^ s146 ^ s168 ^ s182 ^ s202 ^ s219 ^ s251 ^ s281 ^ s313;
        y[1] = x[9] ^ x[15] ^ x[50] ^ s25 ^ s28 ^ s48 ^ s56 ^ s89 ^ s92 ^ s124 ^ s128 ^ s141 ^ s175 ^ s181 ^ s205 ^ s250 ^ s305 ^ s317;
        y[2] = x[17] ^ x[50] ^ x[68] ^ x[102] ^ s6 ^ s100 ^ s113 ^ s139 ^ s160 ^ s177 ^ s236 ^ s271 ^ s283 ^ s296 ^ s300 ^ s321;
        y[3] = x[38] ^ x[100] ^ x[110] ^ x[113] ^ s4 ^ s68 ^ s77 ^ s100 ^ s110 ^ s185 ^ s218 ^ s238 ^ s270 ^ s278 ^ s279 ^ s295 ^ s311 ^ s312;
        y[4] = x[39] ^ x[104] ^ x[122] ^ s89 ^ s113 ^ s119 ^ s131 ^ s150 ^ s270 ^ s286 ^ s287 ^ s292 ^ s302 ^ s316;
        y[5] = x[88] ^ s23 ^ s49 ^ s86 ^ s88 ^ s91 ^ s200 ^ s201 ^ s214 ^ s226 ^ s263 ^ s276 ^ s292 ^ s297 ^ s317;
        y[6] = x[41] ^ x[42] ^ x[60] ^ x[81] ^ s28 ^ s130 ^ s158 ^ s162 ^ s169 ^ s192 ^ s203 ^ s218 ^ s241 ^ s251 ^ s262 ^ s297 ^ s301 ^ s318;
        y[7] = x[6] ^ x[18] ^ s3 ^ s29 ^ s93 ^ s95 ^ s96 ^ s132 ^ s139 ^ s163 ^ s202 ^ s205 ^ s238 ^ s299 ^ s302 ^ s323;
        y[8] = x[73] ^ s94 ^ s105 ^ s123 ^ s126 ^ s149 ^ s153 ^ s154 ^ s157 ^ s167 ^ s173 ^ s241 ^ s279 ^ s319 ^ s322;
        y[9] = x[12] ^ x[91] ^ x[99] ^ x[109] ^ s26 ^ s34 ^ s105 ^ s116 ^ s124 ^ s148 ^ s159 ^ s203 ^ s212 ^ s239 ^ s247 ^ s263 ^ s271 ^ s294 ^ s320;
        y[10] = x[2] ^ x[12] ^ x[124] ^ s50 ^ s74 ^ s83 ^ s102 ^ s147 ^ s190 ^ s199 ^ s204 ^ s235 ^ s305 ^ s310 ^ s313;
        y[11] = x[41] ^ x[51] ^ x[76] ^ x[112] ^ x[125] ^ s118 ^ s135 ^ s168 ^ s183 ^ s211 ^ s213 ^ s258 ^ s277 ^ s290 ^ s295 ^ s314;
        y[12] = x[21] ^ x[40] ^ x[82] ^ s8 ^ s98 ^ s117 ^ s177 ^ s191 ^ s204 ^ s226 ^ s255 ^ s262 ^ s268 ^ s273 ^ s288 ^ s312 ^ s315;
        y[13] = x[65] ^ x[119] ^ s33 ^ s39 ^ s51 ^ s57 ^ s69 ^ s81 ^ s133 ^ s139 ^ s165 ^ s190 ^ s248 ^ s252 ^ s266 ^ s285 ^ s291 ^ s306 ^ s319;
        y[14] = x[52] ^ x[88] ^ x[124] ^ s42 ^ s136 ^ s156 ^ s167 ^ s178 ^ s188 ^ s216 ^ s229 ^ s273 ^ s285 ^ s286 ^ s300 ^ s314;
        y[15] = x[32] ^ s61 ^ s90 ^ s91 ^ s112 ^ s144 ^ s156 ^ s169 ^ s172 ^ s176 ^ s255 ^ s272 ^ s284 ^ s309 ^ s316;
        y[16] = x[15] ^ x[22] ^ x[66] ^ x[123] ^ s4 ^ s62 ^ s74 ^ s162 ^ s171 ^ s211 ^ s212 ^ s229 ^ s243 ^ s260 ^ s303 ^ s309 ^ s315;
        y[17] = x[4] ^ x[111] ^ s31 ^ s73 ^ s138 ^ s143 ^ s163 ^ s164 ^ s173 ^ s198 ^ s219 ^ s239 ^ s274 ^ s277 ^ s298 ^ s318;
        y[18] = x[10] ^ s9 ^ s40 ^ s75 ^ s91 ^ s95 ^ s123 ^ s127 ^ s168 ^ s185 ^ s215 ^ s230 ^ s236 ^ s269 ^ s274 ^ s307;
        y[19] = x[126] ^ s7 ^ s10 ^ s24 ^ s60 ^ s122 ^ s144 ^ s200 ^ s207 ^ s235 ^ s246 ^ s268 ^ s296 ^ s307;
        y[20] = x[28] ^ x[30] ^ x[77] ^ x[118] ^ s18 ^ s46 ^ s145 ^ s152 ^ s179 ^ s247 ^ s258 ^ s260 ^ s265 ^ s269 ^ s283;
        y[21] = x[65] ^ s25 ^ s78 ^ s116 ^ s137 ^ s142 ^ s162 ^ s213 ^ s265 ^ s281 ^ s289 ^ s293 ^ s310;
        y[22] = x[35] ^ x[51] ^ x[77] ^ x[85] ^ s86 ^ s92 ^ s122 ^ s129 ^ s163 ^ s174 ^ s189 ^ s191 ^ s266 ^ s287 ^ s303;
        y[23] = x[8] ^ x[127] ^ s26 ^ s50 ^ s60 ^ s100 ^ s188 ^ s192 ^ s208 ^ s222 ^ s230 ^ s245 ^ s252 ^ s256 ^ s276;
        y[24] = x[3] ^ x[47] ^ s38 ^ s64 ^ s95 ^ s110 ^ s135 ^ s156 ^ s170 ^ s177 ^ s182 ^ s189 ^ s222 ^ s250 ^ s280 ^ s293;
        y[25] = x[0] ^ x[67] ^ x[127] ^ s8 ^ s53 ^ s59 ^ s78 ^ s135 ^ s169 ^ s214 ^ s243 ^ s264 ^ s282 ^ s298 ^ s299 ^ s306;
        y[26] = x[76] ^ x[79] ^ s1 ^ s55 ^ s58 ^ s65 ^ s99 ^ s144 ^ s180 ^ s257 ^ s308 ^ s311 ^ s323;
        y[27] = x[75] ^ x[96] ^ s2 ^ s9 ^ s13 ^ s38 ^ s52 ^ s119 ^ s166 ^ s183 ^ s201 ^ s217 ^ s246 ^ s256 ^ s291 ^ s320 ^ s322;
        y[28] = x[16] ^ x[36] ^ x[54] ^ x[115] ^ s13 ^ s42 ^ s87 ^ s118 ^ s173 ^ s199 ^ s224 ^ s245 ^ s257 ^ s282 ^ s289 ^ s294 ^ s321;
        y[29] = x[37] ^ x[45] ^ x[57] ^ x[59] ^ x[90] ^ x[95] ^ x[118] ^ s7 ^ s22 ^ s30 ^ s43 ^ s86 ^ s112 ^ s208 ^ s216 ^ s217 ^ s280 ^ s290 ^ s301 ^ s304;
        y[30] = x[2] ^ x[6] ^ s18 ^ s52 ^ s53 ^ s70 ^ s100 ^ s161 ^ s198 ^ s215 ^ s224 ^ s267 ^ s272 ^ s288 ^ s304 ^ s308;
        y[31] = x[35] ^ x[61] ^ x[97] ^ x[115] ^ s67 ^ s79 ^ s125 ^ s127 ^ s167 ^ s182 ^ s207 ^ s248 ^ s264 ^ s267 ^ s278 ^ s284;
    end
    `else
    always @(*) begin
        y[0] = ^(x & 128'b00011111100100011100101011110110001110000110111100101100001001011101111000100111010100110001100000011001010101001100110100011110);
        y[1] = ^(x & 128'b00111111001000111001010111101100011100001101111001011000010010111011110001001110101001100011000000110010101010011001101000111101);
        y[2] = ^(x & 128'b01111110010001110010101111011000111000011011110010110000100101110111100010011101010011000110000001100101010100110011010001111011);
        y[3] = ^(x & 128'b11111100100011100101011110110001110000110111100101100001001011101111000100111010100110001100000011001010101001100110100011110111);
        y[4] = ^(x & 128'b11100110100011010110010110010101101111101001110111101110011110000011110001010010011000101001100110001100000110000001110011110001);
        y[5] = ^(x & 128'b11010010100010110000000111011101010001010101010011110000110101011010011010000011100101100010101100000001011001001111010011111101);
        y[6] = ^(x & 128'b10111010100001111100100101001100101100101100011011001101100011101001001100100000011111110100111000011011100111010010010011100101);
        y[7] = ^(x & 128'b01101010100111100101100001101111010111011110001010110111001110001111100001100111101011011000010000101110011011101000010011010101);
        y[8] = ^(x & 128'b11010101001111001011000011011110101110111100010101101110011100011111000011001111010110110000100001011100110111010000100110101011);
        y[9] = ^(x & 128'b10110101111010001010101101001011010011111110010111110000110001100011111110111001111001010000100010100000111011101101111001001000);
        y[10] = ^(x & 128'b01110100010000001001110001100000101001111010010011001101101010011010000101010100100110010000100101011000100010010111000110001111);
        y[11] = ^(x & 128'b11101000100000010011100011000001010011110100100110011011010100110100001010101001001100100001001010110001000100101110001100011111);
        y[12] = ^(x & 128'b11001110100100111011101101110100101001101111110000011010100000110101101101110101001101110011110101111011011100010000101100100000);
        y[13] = ^(x & 128'b10000010101101101011110000011111011101011001011100011001001000110110100011001101001111010110001011101111101101101101101101011110);
        y[14] = ^(x & 128'b00011010111111001011001011001000110100110100000100011110011000110000111110111101001010011101110111000110001110010111101110100010);
        y[15] = ^(x & 128'b00110101111110010110010110010001101001101000001000111100110001100001111101111010010100111011101110001100011100101111011101000100);
        y[16] = ^(x & 128'b01101011111100101100101100100011010011010000010001111001100011000011111011110100101001110111011100011000111001011110111010001000);
        y[17] = ^(x & 128'b11010111111001011001011001000110100110100000100011110011000110000111110111101001010011101110111000110001110010111101110100010000);
        y[18] = ^(x & 128'b10110000010110101110011001111011000011000111111011001010000101010010010111110101110011101100010001111010110000110111011100111111);
        y[19] = ^(x & 128'b01111111001001000000011000000000001000001001001010111000000011111001010111001100110011101001000011101100110100100010001101100001);
        y[20] = ^(x & 128'b11111110010010000000110000000000010000010010010101110000000111110010101110011001100111010010000111011001101001000100011011000010);
        y[21] = ^(x & 128'b11100011000000011101001011110110101110100010010111001100000110111000100100010100011010010101101110101010000111000100000010011010);
        y[22] = ^(x & 128'b11011001100100100110111100011011010011000010010010110100000100101100110000001111100000011010111101001101011011000100110000101010);
        y[23] = ^(x & 128'b10101100101101010001010011000000101000000010011001000100000000000100011000111000010100000100011010000011100011000101010101001010);
        y[24] = ^(x & 128'b01000110111110111110001101110111011110000010001110100100001001010101001001010111111100111001010100011110010011000110011110001010);
        y[25] = ^(x & 128'b10001101111101111100011011101110111100000100011101001000010010101010010010101111111001110010101000111100100110001100111100010101);
        y[26] = ^(x & 128'b00000100011111100100011100101011110110001110000110111100101100001001011101111000100111010100110001100000011001010101001100110100);
        y[27] = ^(x & 128'b00001000111111001000111001010111101100011100001101111001011000010010111011110001001110101001100011000000110010101010011001101000);
        y[28] = ^(x & 128'b00010001111110010001110010101111011000111000011011110010110000100101110111100010011101010011000110000001100101010100110011010001);
        y[29] = ^(x & 128'b00100011111100100011100101011110110001110000110111100101100001001011101111000100111010100110001100000011001010101001100110100011);
        y[30] = ^(x & 128'b01000111111001000111001010111101100011100001101111001011000010010111011110001001110101001100011000000110010101010011001101000111);
        y[31] = ^(x & 128'b10001111110010001110010101111011000111000011011110010110000100101110111100010011101010011000110000001100101010100110011010001111);
    end
    `endif
endmodule // card$nv_header$reduce


module card$nv_header$returned(d,q,clock);
    
    // Module arguments
    input wire  [3:0] d;
    output reg  [3:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 4'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$nv_header$returned


module card$nv_header$second(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$nv_header$second


module card$nv_header$state(d,q,clock);
    
    // Module arguments
    input wire  [2:0] d;
    output reg  [2:0] q;
    input wire  clock;
    
    // Enums
    localparam State$Restore = 0;
    localparam State$Read = 1;
    localparam State$Judge = 2;
    localparam State$Load = 3;
    localparam State$Write = 4;
    localparam State$Run = 5;
    localparam State$Safe = 6;
    
    // Update code (custom)
    initial begin
       q = 64'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$nv_header$state


module card$nv_header$void(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$nv_header$void


module card$nv_header$was_failing(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$nv_header$was_failing


module card$parser(clock,reset,stop,cq$data,cq$user,cq$keep,cq$last,cq$valid,cq$ready,np_req,posted$valid,posted$beat,posted$ready,request$valid,request$request,request$ready,empty,dropped);
    
    // Module arguments
    input wire  clock;
    input wire  reset;
    input wire  stop;
    input wire  [127:0] cq$data;
    input wire  [87:0] cq$user;
    input wire  [3:0] cq$keep;
    input wire  cq$last;
    input wire  cq$valid;
    output reg  cq$ready;
    output reg  [1:0] np_req;
    output reg  posted$valid;
    output reg  [169:0] posted$beat;
    input wire  posted$ready;
    output reg  request$valid;
    output reg  [100:0] request$request;
    input wire  request$ready;
    output reg  empty;
    output reg  dropped;
    
    // Stub signals
    reg  writes$clock;
    reg  writes$reset;
    reg  writes$write;
    reg  [169:0] writes$data_in;
    reg  writes$commit;
    reg  writes$rollback;
    wire  [8:0] writes$used;
    wire  writes$empty;
    wire  writes$valid;
    wire  [169:0] writes$data_out;
    reg  writes$ready;
    reg  reads$clock;
    reg  reads$reset;
    reg  reads$write;
    reg  [100:0] reads$data_in;
    reg  reads$commit;
    reg  reads$rollback;
    wire  [5:0] reads$used;
    wire  reads$empty;
    wire  reads$valid;
    wire  [100:0] reads$data_out;
    reg  reads$ready;
    reg  payload$d;
    wire  payload$q;
    reg  payload$clock;
    reg  keeping$d;
    wire  keeping$q;
    reg  keeping$clock;
    reg  registers$d;
    wire  registers$q;
    reg  registers$clock;
    reg  [23:0] unit$d;
    wire  [23:0] unit$q;
    reg  unit$clock;
    reg  [1:0] shift$d;
    wire  [1:0] shift$q;
    reg  shift$clock;
    reg  [6:0] left$d;
    wire  [6:0] left$q;
    reg  left$clock;
    reg  [127:0] previous$d;
    wire  [127:0] previous$q;
    reg  previous$clock;
    reg  [15:0] previous_enable$d;
    wire  [15:0] previous_enable$q;
    reg  previous_enable$clock;
    reg  flush$d;
    wire  flush$q;
    reg  flush$clock;
    reg  [15:0] sequence$d;
    wire  [15:0] sequence$q;
    reg  sequence$clock;
    reg  [4:0] promised$d;
    wire  [4:0] promised$q;
    reg  promised$clock;
    reg  give$d;
    wire  give$q;
    reg  give$clock;
    
    // Local signals
    reg  [127:0] descriptor_bits;
    reg  [15:0] enable;
    reg  [63:0] address;
    reg  [10:0] dwords;
    reg  [10:0] rounded;
    reg  [3:0] kind;
    reg  [2:0] bar;
    reg  known_bar;
    reg  good_write;
    reg  wants_answer;
    reg  take;
    reg  over;
    reg  write;
    reg  commit;
    reg  [15:0] sequence_now;
    reg  [169:0] beat;
    reg  [100:0] waiting;
    reg  [127:0] data_in;
    reg  [15:0] enable_in;
    reg  [127:0] joined;
    reg  [15:0] joined_enable;
    reg  popped;
    
    // Sub module instances
    card$parser$writes writes(
        .clock(writes$clock),
        .reset(writes$reset),
        .write(writes$write),
        .data_in(writes$data_in),
        .commit(writes$commit),
        .rollback(writes$rollback),
        .used(writes$used),
        .empty(writes$empty),
        .valid(writes$valid),
        .data_out(writes$data_out),
        .ready(writes$ready)
    );
    card$parser$reads reads(
        .clock(reads$clock),
        .reset(reads$reset),
        .write(reads$write),
        .data_in(reads$data_in),
        .commit(reads$commit),
        .rollback(reads$rollback),
        .used(reads$used),
        .empty(reads$empty),
        .valid(reads$valid),
        .data_out(reads$data_out),
        .ready(reads$ready)
    );
    card$parser$payload payload(
        .d(payload$d),
        .q(payload$q),
        .clock(payload$clock)
    );
    card$parser$keeping keeping(
        .d(keeping$d),
        .q(keeping$q),
        .clock(keeping$clock)
    );
    card$parser$registers registers(
        .d(registers$d),
        .q(registers$q),
        .clock(registers$clock)
    );
    card$parser$unit unit(
        .d(unit$d),
        .q(unit$q),
        .clock(unit$clock)
    );
    card$parser$shift shift(
        .d(shift$d),
        .q(shift$q),
        .clock(shift$clock)
    );
    card$parser$left left(
        .d(left$d),
        .q(left$q),
        .clock(left$clock)
    );
    card$parser$previous previous(
        .d(previous$d),
        .q(previous$q),
        .clock(previous$clock)
    );
    card$parser$previous_enable previous_enable(
        .d(previous_enable$d),
        .q(previous_enable$q),
        .clock(previous_enable$clock)
    );
    card$parser$flush flush(
        .d(flush$d),
        .q(flush$q),
        .clock(flush$clock)
    );
    card$parser$sequence sequence(
        .d(sequence$d),
        .q(sequence$q),
        .clock(sequence$clock)
    );
    card$parser$promised promised(
        .d(promised$d),
        .q(promised$q),
        .clock(promised$clock)
    );
    card$parser$give give(
        .d(give$d),
        .q(give$q),
        .clock(give$clock)
    );
    
    // Update code
    always @(*) begin
        writes$clock = clock;
        reads$clock = clock;
        payload$clock = clock;
        keeping$clock = clock;
        registers$clock = clock;
        unit$clock = clock;
        shift$clock = clock;
        left$clock = clock;
        previous$clock = clock;
        previous_enable$clock = clock;
        flush$clock = clock;
        sequence$clock = clock;
        promised$clock = clock;
        give$clock = clock;
        payload$d = payload$q;
        keeping$d = keeping$q;
        registers$d = registers$q;
        unit$d = unit$q;
        shift$d = shift$q;
        left$d = left$q;
        previous$d = previous$q;
        previous_enable$d = previous_enable$q;
        flush$d = flush$q;
        sequence$d = sequence$q;
        promised$d = promised$q;
        give$d = give$q;
        descriptor_bits = cq$data;
        address = descriptor_bits[(32'h0)+:(64)];
        dwords = descriptor_bits[(32'h40)+:(11)];
        kind = descriptor_bits[(32'h4b)+:(4)];
        bar = descriptor_bits[(32'h70)+:(3)];
        rounded = dwords + 32'h3;
        known_bar = (bar == 32'h0) | (bar == 32'h2);
        good_write = (kind == 32'h1) & known_bar & (dwords != 32'h0) & (dwords <= 32'h100) & ~cq$last;
        wants_answer = (kind != 32'h1) & (kind < 32'hc);
        cq$ready = (writes$used < 32'hfc) & (reads$used < 32'h1f) & ~stop & ~reset;
        take = cq$ready & cq$valid;
        enable = cq$user[(32'h8)+:(16)];
        data_in = cq$data;
        enable_in = enable;
        if (flush$q) begin
            data_in = ((32'h0) & 128'hffffffffffffffffffffffffffffffff);
            enable_in = ((32'h0) & 16'hffff);
        end
        joined = data_in;
        joined_enable = enable_in;
        over = 1'b0;
        if (shift$q == 32'h1) begin
            joined = (data_in << 32'h20) | (previous$q >> 32'h60);
            joined_enable = (enable_in << 32'h4) | (previous_enable$q >> 32'hc);
            over = enable[(32'hc)+:(4)] != 32'h0;
        end
        if (shift$q == 32'h2) begin
            joined = (data_in << 32'h40) | (previous$q >> 32'h40);
            joined_enable = (enable_in << 32'h8) | (previous_enable$q >> 32'h8);
            over = enable[(32'h8)+:(8)] != 32'h0;
        end
        if (shift$q == 32'h3) begin
            joined = (data_in << 32'h60) | (previous$q >> 32'h20);
            joined_enable = (enable_in << 32'hc) | (previous_enable$q >> 32'h4);
            over = enable[(32'h4)+:(12)] != 32'h0;
        end
        write = 1'b0;
        commit = 1'b0;
        writes$rollback = 1'b0;
        writes$reset = 1'b0;
        reads$rollback = 1'b0;
        reads$reset = reset;
        reads$write = 1'b0;
        dropped = 1'b0;
        beat[(64'ha9)+:(1)] = 1'b0;
        if (flush$q) begin
            flush$d = 1'b0;
            write = 1'b1;
            commit = 1'b1;
            beat[(64'ha9)+:(1)] = 1'b1;
        end
        if (take) begin
            if (~payload$q) begin
                payload$d = ~cq$last;
                keeping$d = good_write;
                registers$d = bar == 32'h0;
                unit$d = address[(32'h4)+:(24)];
                if (bar == 32'h0) begin
                    unit$d = ((address[(32'h4)+:(12)]) & 24'hffffff);
                end
                shift$d = address[(32'h2)+:(2)];
                left$d = rounded[(32'h2)+:(7)];
                previous$d = ((32'h0) & 128'hffffffffffffffffffffffffffffffff);
                previous_enable$d = ((32'h0) & 16'hffff);
                reads$write = wants_answer;
                dropped = ~wants_answer & ~good_write;
            end
            else begin
                previous$d = cq$data;
                previous_enable$d = enable;
                unit$d = unit$q + 32'h1;
                left$d = left$q - 32'h1;
                write = keeping$q;
                if (cq$last) begin
                    payload$d = 1'b0;
                    beat[(64'ha9)+:(1)] = ~over;
                    if (keeping$q) begin
                        if ((left$q == 32'h1) & ~cq$user[32'h29]) begin
                            commit = ~over;
                            flush$d = over;
                        end
                        else begin
                            write = 1'b0;
                            writes$rollback = 1'b1;
                            dropped = 1'b1;
                        end
                    end
                end
            end
        end
        if (reset & payload$q) begin
            payload$d = 1'b0;
            writes$rollback = keeping$q;
        end
        sequence_now = sequence$q;
        if (commit) begin
            sequence_now = sequence$q + 32'h1;
        end
        sequence$d = sequence_now;
        beat[(64'h0)+:(128)] = joined;
        beat[(64'h80)+:(16)] = joined_enable;
        beat[(64'h90)+:(24)] = unit$q;
        beat[(64'ha8)+:(1)] = registers$q;
        writes$data_in = beat;
        writes$write = write;
        writes$commit = commit;
        posted$valid = writes$valid;
        posted$beat = writes$data_out;
        writes$ready = posted$ready;
        empty = writes$empty & ~flush$q;
        waiting[(64'h0)+:(26)] = address[(32'h2)+:(26)];
        if (bar == 32'h0) begin
            waiting[(64'h0)+:(26)] = ((address[(32'h2)+:(14)]) & 26'h3ffffff);
        end
        waiting[(64'h1a)+:(1)] = bar == 32'h0;
        waiting[(64'h1b)+:(1)] = (kind != 32'h0) | ~known_bar | (dwords == 32'h0) | (dwords > 32'h400);
        waiting[(64'h1c)+:(11)] = dwords;
        waiting[(64'h27)+:(4)] = cq$user[(32'h0)+:(4)];
        waiting[(64'h2b)+:(4)] = cq$user[(32'h4)+:(4)];
        waiting[(64'h2f)+:(8)] = descriptor_bits[(32'h60)+:(8)];
        waiting[(64'h37)+:(16)] = descriptor_bits[(32'h50)+:(16)];
        waiting[(64'h47)+:(8)] = descriptor_bits[(32'h68)+:(8)];
        waiting[(64'h4f)+:(3)] = descriptor_bits[(32'h79)+:(3)];
        waiting[(64'h52)+:(3)] = descriptor_bits[(32'h7c)+:(3)];
        waiting[(64'h55)+:(16)] = sequence_now;
        reads$data_in = waiting;
        reads$commit = reads$write;
        request$valid = reads$valid;
        request$request = reads$data_out;
        reads$ready = request$ready;
        popped = reads$valid & request$ready;
        give$d = 1'b0;
        if ((promised$q < 32'h18) & ~popped) begin
            give$d = 1'b1;
            promised$d = promised$q + 32'h1;
        end
        if (popped & (promised$q != 32'h0)) begin
            promised$d = promised$q - 32'h1;
        end
        if (reset) begin
            promised$d = ((32'h0) & 5'h1f);
            give$d = 1'b0;
        end
        np_req = ((32'h0) & 2'h3);
        if (give$q) begin
            np_req = ((32'h1) & 2'h3);
        end
    end
    
endmodule // card$parser


module card$parser$flush(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$parser$flush


module card$parser$give(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$parser$give


module card$parser$keeping(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$parser$keeping


module card$parser$left(d,q,clock);
    
    // Module arguments
    input wire  [6:0] d;
    output reg  [6:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 7'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$parser$left


module card$parser$payload(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$parser$payload


module card$parser$previous(d,q,clock);
    
    // Module arguments
    input wire  [127:0] d;
    output reg  [127:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 128'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$parser$previous


module card$parser$previous_enable(d,q,clock);
    
    // Module arguments
    input wire  [15:0] d;
    output reg  [15:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 16'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$parser$previous_enable


module card$parser$promised(d,q,clock);
    
    // Module arguments
    input wire  [4:0] d;
    output reg  [4:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 5'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$parser$promised


module card$parser$reads(clock,reset,write,data_in,commit,rollback,used,empty,valid,data_out,ready);
    
    // Module arguments
    input wire  clock;
    input wire  reset;
    input wire  write;
    input wire  [100:0] data_in;
    input wire  commit;
    input wire  rollback;
    output reg  [5:0] used;
    output reg  empty;
    output reg  valid;
    output reg  [100:0] data_out;
    input wire  ready;
    
    // Stub signals
    reg  [4:0] ram$read_address;
    reg  ram$read_clock;
    wire  [100:0] ram$read_data;
    reg  [4:0] ram$write_address;
    reg  ram$write_clock;
    reg  [100:0] ram$write_data;
    reg  ram$write_enable;
    reg  [5:0] written$d;
    wire  [5:0] written$q;
    reg  written$clock;
    reg  [5:0] committed$d;
    wire  [5:0] committed$q;
    reg  committed$clock;
    reg  [5:0] read$d;
    wire  [5:0] read$q;
    reg  read$clock;
    reg  head$d;
    wire  head$q;
    reg  head$clock;
    
    // Local signals
    reg  [5:0] base;
    reg  [5:0] tail;
    reg  [5:0] address;
    reg  advance;
    
    // Sub module instances
    card$parser$reads$ram ram(
        .read_address(ram$read_address),
        .read_clock(ram$read_clock),
        .read_data(ram$read_data),
        .write_address(ram$write_address),
        .write_clock(ram$write_clock),
        .write_data(ram$write_data),
        .write_enable(ram$write_enable)
    );
    card$parser$reads$written written(
        .d(written$d),
        .q(written$q),
        .clock(written$clock)
    );
    card$parser$reads$committed committed(
        .d(committed$d),
        .q(committed$q),
        .clock(committed$clock)
    );
    card$parser$reads$read read(
        .d(read$d),
        .q(read$q),
        .clock(read$clock)
    );
    card$parser$reads$head head(
        .d(head$d),
        .q(head$q),
        .clock(head$clock)
    );
    
    // Update code
    always @(*) begin
        written$clock = clock;
        committed$clock = clock;
        read$clock = clock;
        head$clock = clock;
        written$d = written$q;
        committed$d = committed$q;
        read$d = read$q;
        head$d = head$q;
        ram$read_clock = clock;
        ram$write_clock = clock;
        base = written$q;
        if (rollback) begin
            base = committed$q;
        end
        tail = base;
        if (write) begin
            tail = base + 32'h1;
        end
        ram$write_enable = write;
        ram$write_address = ((base) & 5'h1f);
        ram$write_data = data_in;
        written$d = tail;
        if (commit) begin
            committed$d = tail;
        end
        advance = ~head$q | ready;
        address = read$q;
        if (advance) begin
            head$d = 1'b0;
            if (read$q != committed$q) begin
                head$d = 1'b1;
                read$d = read$q + 32'h1;
            end
        end
        else begin
            address = read$q - 32'h1;
        end
        ram$read_address = ((address) & 5'h1f);
        valid = head$q;
        data_out = ram$read_data;
        used = written$q - read$q;
        if (head$q) begin
            used = (written$q - read$q) + 32'h1;
        end
        empty = ~head$q & (read$q == committed$q);
        if (reset) begin
            written$d = ((32'h0) & 6'h3f);
            committed$d = ((32'h0) & 6'h3f);
            read$d = ((32'h0) & 6'h3f);
            head$d = 1'b0;
        end
    end
    
endmodule // card$parser$reads


module card$parser$reads$committed(d,q,clock);
    
    // Module arguments
    input wire  [5:0] d;
    output reg  [5:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 6'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$parser$reads$committed


module card$parser$reads$head(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$parser$reads$head


module card$parser$reads$ram(read_address,read_clock,read_data,write_address,write_clock,write_data,write_enable);
    
    // Module arguments
    input wire  [4:0] read_address;
    input wire  read_clock;
    output reg  [100:0] read_data;
    input wire  [4:0] write_address;
    input wire  write_clock;
    input wire  [100:0] write_data;
    input wire  write_enable;
    
    // Update code (custom)
    reg[100:0] mem[31:0];
    
    
    
    always @(posedge read_clock) begin
       read_data <= mem[read_address];
    end
    
    always @(posedge write_clock) begin
       if (write_enable) begin
          mem[write_address] <= write_data;
       end
    end
                
endmodule // card$parser$reads$ram


module card$parser$reads$read(d,q,clock);
    
    // Module arguments
    input wire  [5:0] d;
    output reg  [5:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 6'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$parser$reads$read


module card$parser$reads$written(d,q,clock);
    
    // Module arguments
    input wire  [5:0] d;
    output reg  [5:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 6'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$parser$reads$written


module card$parser$registers(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$parser$registers


module card$parser$sequence(d,q,clock);
    
    // Module arguments
    input wire  [15:0] d;
    output reg  [15:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 16'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$parser$sequence


module card$parser$shift(d,q,clock);
    
    // Module arguments
    input wire  [1:0] d;
    output reg  [1:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 2'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$parser$shift


module card$parser$unit(d,q,clock);
    
    // Module arguments
    input wire  [23:0] d;
    output reg  [23:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 24'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$parser$unit


module card$parser$writes(clock,reset,write,data_in,commit,rollback,used,empty,valid,data_out,ready);
    
    // Module arguments
    input wire  clock;
    input wire  reset;
    input wire  write;
    input wire  [169:0] data_in;
    input wire  commit;
    input wire  rollback;
    output reg  [8:0] used;
    output reg  empty;
    output reg  valid;
    output reg  [169:0] data_out;
    input wire  ready;
    
    // Stub signals
    reg  [7:0] ram$read_address;
    reg  ram$read_clock;
    wire  [169:0] ram$read_data;
    reg  [7:0] ram$write_address;
    reg  ram$write_clock;
    reg  [169:0] ram$write_data;
    reg  ram$write_enable;
    reg  [8:0] written$d;
    wire  [8:0] written$q;
    reg  written$clock;
    reg  [8:0] committed$d;
    wire  [8:0] committed$q;
    reg  committed$clock;
    reg  [8:0] read$d;
    wire  [8:0] read$q;
    reg  read$clock;
    reg  head$d;
    wire  head$q;
    reg  head$clock;
    
    // Local signals
    reg  [8:0] base;
    reg  [8:0] tail;
    reg  [8:0] address;
    reg  advance;
    
    // Sub module instances
    card$parser$writes$ram ram(
        .read_address(ram$read_address),
        .read_clock(ram$read_clock),
        .read_data(ram$read_data),
        .write_address(ram$write_address),
        .write_clock(ram$write_clock),
        .write_data(ram$write_data),
        .write_enable(ram$write_enable)
    );
    card$parser$writes$written written(
        .d(written$d),
        .q(written$q),
        .clock(written$clock)
    );
    card$parser$writes$committed committed(
        .d(committed$d),
        .q(committed$q),
        .clock(committed$clock)
    );
    card$parser$writes$read read(
        .d(read$d),
        .q(read$q),
        .clock(read$clock)
    );
    card$parser$writes$head head(
        .d(head$d),
        .q(head$q),
        .clock(head$clock)
    );
    
    // Update code
    always @(*) begin
        written$clock = clock;
        committed$clock = clock;
        read$clock = clock;
        head$clock = clock;
        written$d = written$q;
        committed$d = committed$q;
        read$d = read$q;
        head$d = head$q;
        ram$read_clock = clock;
        ram$write_clock = clock;
        base = written$q;
        if (rollback) begin
            base = committed$q;
        end
        tail = base;
        if (write) begin
            tail = base + 32'h1;
        end
        ram$write_enable = write;
        ram$write_address = ((base) & 8'hff);
        ram$write_data = data_in;
        written$d = tail;
        if (commit) begin
            committed$d = tail;
        end
        advance = ~head$q | ready;
        address = read$q;
        if (advance) begin
            head$d = 1'b0;
            if (read$q != committed$q) begin
                head$d = 1'b1;
                read$d = read$q + 32'h1;
            end
        end
        else begin
            address = read$q - 32'h1;
        end
        ram$read_address = ((address) & 8'hff);
        valid = head$q;
        data_out = ram$read_data;
        used = written$q - read$q;
        if (head$q) begin
            used = (written$q - read$q) + 32'h1;
        end
        empty = ~head$q & (read$q == committed$q);
        if (reset) begin
            written$d = ((32'h0) & 9'h1ff);
            committed$d = ((32'h0) & 9'h1ff);
            read$d = ((32'h0) & 9'h1ff);
            head$d = 1'b0;
        end
    end
    
endmodule // card$parser$writes


module card$parser$writes$committed(d,q,clock);
    
    // Module arguments
    input wire  [8:0] d;
    output reg  [8:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 9'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$parser$writes$committed


module card$parser$writes$head(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$parser$writes$head


module card$parser$writes$ram(read_address,read_clock,read_data,write_address,write_clock,write_data,write_enable);
    
    // Module arguments
    input wire  [7:0] read_address;
    input wire  read_clock;
    output reg  [169:0] read_data;
    input wire  [7:0] write_address;
    input wire  write_clock;
    input wire  [169:0] write_data;
    input wire  write_enable;
    
    // Update code (custom)
    reg[169:0] mem[255:0];
    
    
    
    always @(posedge read_clock) begin
       read_data <= mem[read_address];
    end
    
    always @(posedge write_clock) begin
       if (write_enable) begin
          mem[write_address] <= write_data;
       end
    end
                
endmodule // card$parser$writes$ram


module card$parser$writes$read(d,q,clock);
    
    // Module arguments
    input wire  [8:0] d;
    output reg  [8:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 9'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$parser$writes$read


module card$parser$writes$written(d,q,clock);
    
    // Module arguments
    input wire  [8:0] d;
    output reg  [8:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 9'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$parser$writes$written


module card$power(clock,write,write_word,write_data,write_low,read_word,read_data,battery_good,millivolts,temperature,charge,load,good,tested,result,validity,generation,drain_ticks);
    
    // Module arguments
    input wire  clock;
    input wire  write;
    input wire  [12:0] write_word;
    input wire  [63:0] write_data;
    input wire  write_low;
    input wire  [12:0] read_word;
    output reg  [63:0] read_data;
    input wire  battery_good;
    input wire  [15:0] millivolts;
    input wire  [31:0] temperature;
    input wire  [15:0] charge;
    output reg  load;
    output reg  good;
    output reg  tested;
    output reg  [63:0] result;
    input wire  [2:0] validity;
    input wire  [15:0] generation;
    input wire  [31:0] drain_ticks;
    
    // Constant declarations
    localparam  at$header = 13'b101100000;
    localparam  at$millivolts = 13'b101100001;
    localparam  at$charge = 13'b101100010;
    localparam  at$test = 13'b101100011;
    localparam  at$test_millivolts = 13'b101100100;
    localparam  at$generation = 13'b101100101;
    localparam  at$drain_limit = 13'b101100110;
    localparam  header_word = 64'hc0000010009;
    localparam  test_ticks = 32'h61a8;
    localparam  limit = 16'hce4;
    
    // Stub signals
    reg  [1:0] outcome$d;
    wire  [1:0] outcome$q;
    reg  outcome$clock;
    reg  [31:0] timer$d;
    wire  [31:0] timer$q;
    reg  timer$clock;
    reg  [15:0] lowest$d;
    wire  [15:0] lowest$q;
    reg  lowest$clock;
    reg  over$d;
    wire  over$q;
    reg  over$clock;
    reg  bad$d;
    wire  bad$q;
    reg  bad$clock;
    
    // Local signals
    reg  running;
    reg  starts;
    reg  [31:0] low;
    
    // Sub module instances
    card$power$outcome outcome(
        .d(outcome$d),
        .q(outcome$q),
        .clock(outcome$clock)
    );
    card$power$timer timer(
        .d(timer$d),
        .q(timer$q),
        .clock(timer$clock)
    );
    card$power$lowest lowest(
        .d(lowest$d),
        .q(lowest$q),
        .clock(lowest$clock)
    );
    card$power$over over(
        .d(over$d),
        .q(over$q),
        .clock(over$clock)
    );
    card$power$bad bad(
        .d(bad$d),
        .q(bad$q),
        .clock(bad$clock)
    );
    
    // Update code
    always @(*) begin
        outcome$clock = clock;
        timer$clock = clock;
        lowest$clock = clock;
        over$clock = clock;
        bad$clock = clock;
        outcome$d = outcome$q;
        timer$d = timer$q;
        lowest$d = lowest$q;
        over$d = over$q;
        bad$d = bad$q;
        low = write_data[(32'h0)+:(32)];
        running = outcome$q == 32'h1;
        starts = (write & write_low) & (write_word == at$test) & (low == 32'h1);
        over$d = 1'b0;
        if (running) begin
            if (millivolts < lowest$q) begin
                lowest$d = millivolts;
            end
            timer$d = timer$q - 32'h1;
            if (timer$q == 32'h0) begin
                over$d = 1'b1;
                outcome$d = ((32'h2) & 2'h3);
                bad$d = 1'b0;
                if ((lowest$q < limit) | ~battery_good) begin
                    outcome$d = ((32'h3) & 2'h3);
                    bad$d = 1'b1;
                end
            end
        end
        else if (starts) begin
            outcome$d = ((32'h1) & 2'h3);
            timer$d = test_ticks;
            lowest$d = ((32'hffff) & 16'hffff);
        end
        load = running;
        good = battery_good & ~bad$q;
        tested = over$q;
        result = (((lowest$q) & 64'hffffffffffffffff) << 32'h20) | ((outcome$q) & 64'hffffffffffffffff);
        read_data = ((32'h0) & 64'hffffffffffffffff);
        if (read_word == at$header) begin
            read_data = header_word;
        end
        if (read_word == at$millivolts) begin
            read_data = (((temperature) & 64'hffffffffffffffff) << 32'h20) | ((millivolts) & 64'hffffffffffffffff);
        end
        if (read_word == at$charge) begin
            read_data = (((validity) & 64'hffffffffffffffff) << 32'h20) | ((charge) & 64'hffffffffffffffff);
        end
        if (read_word == at$test) begin
            read_data = ((outcome$q) & 64'hffffffffffffffff) << 32'h20;
        end
        if (read_word == at$test_millivolts) begin
            read_data = ((limit) & 64'hffffffffffffffff) << 32'h20;
            if (outcome$q != 32'h0) begin
                read_data = (((limit) & 64'hffffffffffffffff) << 32'h20) | ((lowest$q) & 64'hffffffffffffffff);
            end
        end
        if (read_word == at$generation) begin
            read_data = (((drain_ticks) & 64'hffffffffffffffff) << 32'h20) | ((generation) & 64'hffffffffffffffff);
        end
        if (read_word == at$drain_limit) begin
            read_data = ((test_ticks) & 64'hffffffffffffffff);
        end
    end
    
endmodule // card$power


module card$power$bad(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$power$bad


module card$power$lowest(d,q,clock);
    
    // Module arguments
    input wire  [15:0] d;
    output reg  [15:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 16'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$power$lowest


module card$power$outcome(d,q,clock);
    
    // Module arguments
    input wire  [1:0] d;
    output reg  [1:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 2'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$power$outcome


module card$power$over(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$power$over


module card$power$timer(d,q,clock);
    
    // Module arguments
    input wire  [31:0] d;
    output reg  [31:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 32'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$power$timer


module card$queue0(clock,write,write_word,write_data,write_low,write_high,read_word,read_data,ring_slot,ticket,good,mark,publish,reject,crc_error,mirrored_valid,mirrored_mark,mirror$enable,mirror$changed,mirror$settled,mirror$line_base,mirror$line_count,mirror$payload_base,mirror$payload_bytes,mirror$position,armed,bus_reset,load,load_record,save_record,enable,line_base,line_count,payload_ring_base,payload_ring_bytes,epoch,watermark_address,watermark_fresh,local,mirrored,hole,first_missing);
    
    // Module arguments
    input wire  clock;
    input wire  write;
    input wire  [12:0] write_word;
    input wire  [63:0] write_data;
    input wire  write_low;
    input wire  write_high;
    input wire  [12:0] read_word;
    output reg  [63:0] read_data;
    input wire  [21:0] ring_slot;
    input wire  [31:0] ticket;
    output reg  good;
    output reg  [47:0] mark;
    input wire  publish;
    input wire  reject;
    input wire  crc_error;
    input wire  mirrored_valid;
    input wire  [47:0] mirrored_mark;
    output reg  mirror$enable;
    output reg  mirror$changed;
    output reg  mirror$settled;
    output reg  [31:0] mirror$line_base;
    output reg  [31:0] mirror$line_count;
    output reg  [31:0] mirror$payload_base;
    output reg  [31:0] mirror$payload_bytes;
    output reg  [63:0] mirror$position;
    input wire  armed;
    input wire  bus_reset;
    input wire  load;
    input wire  [383:0] load_record;
    output reg  [383:0] save_record;
    output reg  enable;
    output reg  [31:0] line_base;
    output reg  [31:0] line_count;
    output reg  [31:0] payload_ring_base;
    output reg  [31:0] payload_ring_bytes;
    output reg  [31:0] epoch;
    output reg  [63:0] watermark_address;
    output reg  watermark_fresh;
    output reg  [47:0] local;
    output reg  [47:0] mirrored;
    output reg  hole;
    output reg  [47:0] first_missing;
    
    // Constant declarations
    localparam  at$header = 13'b1000000;
    localparam  at$control = 13'b1000001;
    localparam  at$line_base = 13'b1000010;
    localparam  at$payload_base = 13'b1000011;
    localparam  at$position = 13'b1000100;
    localparam  at$local = 13'b1000101;
    localparam  at$mirrored = 13'b1000110;
    localparam  at$watermark_address = 13'b1000111;
    localparam  at$ticket_errors = 13'b1001000;
    localparam  header = 64'h30000010003;
    localparam  block = 13'b0;
    localparam  patience = 32'h3d090;
    
    // Stub signals
    reg  enabled$d;
    wire  enabled$q;
    reg  enabled$clock;
    reg  [31:0] epoch_here$d;
    wire  [31:0] epoch_here$q;
    reg  epoch_here$clock;
    reg  [31:0] base$d;
    wire  [31:0] base$q;
    reg  base$clock;
    reg  [31:0] count$d;
    wire  [31:0] count$q;
    reg  count$clock;
    reg  [31:0] payload_base$d;
    wire  [31:0] payload_base$q;
    reg  payload_base$clock;
    reg  [31:0] payload_bytes$d;
    wire  [31:0] payload_bytes$q;
    reg  payload_bytes$clock;
    reg  [63:0] address$d;
    wire  [63:0] address$q;
    reg  address$clock;
    reg  [31:0] address_low$d;
    wire  [31:0] address_low$q;
    reg  address_low$clock;
    reg  fresh$d;
    wire  fresh$q;
    reg  fresh$clock;
    reg  changed$d;
    wire  changed$q;
    reg  changed$clock;
    reg  [31:0] ticket_errors$d;
    wire  [31:0] ticket_errors$q;
    reg  ticket_errors$clock;
    reg  [31:0] crc_errors$d;
    wire  [31:0] crc_errors$q;
    reg  crc_errors$clock;
    reg  [47:0] prefix$d;
    wire  [47:0] prefix$q;
    reg  prefix$clock;
    reg  [63:0] window$d;
    wire  [63:0] window$q;
    reg  window$clock;
    reg  [47:0] partner$d;
    wire  [47:0] partner$q;
    reg  partner$clock;
    reg  [47:0] shown_local$d;
    wire  [47:0] shown_local$q;
    reg  shown_local$clock;
    reg  [47:0] shown_mirrored$d;
    wire  [47:0] shown_mirrored$q;
    reg  shown_mirrored$clock;
    reg  [31:0] missing$d;
    wire  [31:0] missing$q;
    reg  missing$clock;
    
    // Local signals
    reg  [12:0] written;
    reg  [12:0] wanted;
    reg  [31:0] low;
    reg  [31:0] high;
    reg  [31:0] prefix_low;
    reg  [31:0] ahead;
    reg  [31:0] ring_mask;
    reg  [31:0] ring_place;
    reg  [63:0] one;
    reg  [63:0] filled;
    reg  [31:0] half32;
    reg  [15:0] half16;
    reg  [7:0] half8;
    reg  [3:0] half4;
    reg  [1:0] half2;
    reg  [6:0] run;
    reg  [6:0] run32;
    reg  [6:0] run16;
    reg  [6:0] run8;
    reg  [6:0] run4;
    reg  [6:0] run2;
    reg  [6:0] run1;
    reg  [47:0] mark_now;
    reg  [47:0] forward;
    reg  [47:0] below;
    reg  [31:0] count_less;
    reg  legal;
    reg  [383:0] record;
    reg  set_position;
    reg  [47:0] new_position;
    
    // Sub module instances
    card$queue0$enabled enabled(
        .d(enabled$d),
        .q(enabled$q),
        .clock(enabled$clock)
    );
    card$queue0$epoch_here epoch_here(
        .d(epoch_here$d),
        .q(epoch_here$q),
        .clock(epoch_here$clock)
    );
    card$queue0$base base(
        .d(base$d),
        .q(base$q),
        .clock(base$clock)
    );
    card$queue0$count count(
        .d(count$d),
        .q(count$q),
        .clock(count$clock)
    );
    card$queue0$payload_base payload_base(
        .d(payload_base$d),
        .q(payload_base$q),
        .clock(payload_base$clock)
    );
    card$queue0$payload_bytes payload_bytes(
        .d(payload_bytes$d),
        .q(payload_bytes$q),
        .clock(payload_bytes$clock)
    );
    card$queue0$address address(
        .d(address$d),
        .q(address$q),
        .clock(address$clock)
    );
    card$queue0$address_low address_low(
        .d(address_low$d),
        .q(address_low$q),
        .clock(address_low$clock)
    );
    card$queue0$fresh fresh(
        .d(fresh$d),
        .q(fresh$q),
        .clock(fresh$clock)
    );
    card$queue0$changed changed(
        .d(changed$d),
        .q(changed$q),
        .clock(changed$clock)
    );
    card$queue0$ticket_errors ticket_errors(
        .d(ticket_errors$d),
        .q(ticket_errors$q),
        .clock(ticket_errors$clock)
    );
    card$queue0$crc_errors crc_errors(
        .d(crc_errors$d),
        .q(crc_errors$q),
        .clock(crc_errors$clock)
    );
    card$queue0$prefix prefix(
        .d(prefix$d),
        .q(prefix$q),
        .clock(prefix$clock)
    );
    card$queue0$window window(
        .d(window$d),
        .q(window$q),
        .clock(window$clock)
    );
    card$queue0$partner partner(
        .d(partner$d),
        .q(partner$q),
        .clock(partner$clock)
    );
    card$queue0$shown_local shown_local(
        .d(shown_local$d),
        .q(shown_local$q),
        .clock(shown_local$clock)
    );
    card$queue0$shown_mirrored shown_mirrored(
        .d(shown_mirrored$d),
        .q(shown_mirrored$q),
        .clock(shown_mirrored$clock)
    );
    card$queue0$missing missing(
        .d(missing$d),
        .q(missing$q),
        .clock(missing$clock)
    );
    
    // Update code
    always @(*) begin
        enabled$clock = clock;
        epoch_here$clock = clock;
        base$clock = clock;
        count$clock = clock;
        payload_base$clock = clock;
        payload_bytes$clock = clock;
        address$clock = clock;
        address_low$clock = clock;
        fresh$clock = clock;
        changed$clock = clock;
        ticket_errors$clock = clock;
        crc_errors$clock = clock;
        prefix$clock = clock;
        window$clock = clock;
        partner$clock = clock;
        shown_local$clock = clock;
        shown_mirrored$clock = clock;
        missing$clock = clock;
        enabled$d = enabled$q;
        epoch_here$d = epoch_here$q;
        base$d = base$q;
        count$d = count$q;
        payload_base$d = payload_base$q;
        payload_bytes$d = payload_bytes$q;
        address$d = address$q;
        address_low$d = address_low$q;
        fresh$d = fresh$q;
        changed$d = changed$q;
        ticket_errors$d = ticket_errors$q;
        crc_errors$d = crc_errors$q;
        prefix$d = prefix$q;
        window$d = window$q;
        partner$d = partner$q;
        shown_local$d = shown_local$q;
        shown_mirrored$d = shown_mirrored$q;
        missing$d = missing$q;
        prefix_low = prefix$q[(32'h0)+:(32)];
        ahead = ticket - prefix_low;
        ring_mask = count$q - 32'h1;
        ring_place = ticket & ring_mask;
        good = enabled$q & (ahead < 32'h40) & (ring_place == ((ring_slot) & 32'hffffffff));
        one = ((32'h1) & 64'hffffffffffffffff) << ahead[(32'h0)+:(6)];
        filled = window$q | one;
        half32 = filled[(32'h0)+:(32)];
        run32 = ((32'h0) & 7'h7f);
        if (&filled[(32'h0)+:(32)]) begin
            half32 = filled[(32'h20)+:(32)];
            run32 = ((32'h20) & 7'h7f);
        end
        half16 = half32[(32'h0)+:(16)];
        run16 = ((32'h0) & 7'h7f);
        if (&half32[(32'h0)+:(16)]) begin
            half16 = half32[(32'h10)+:(16)];
            run16 = ((32'h10) & 7'h7f);
        end
        half8 = half16[(32'h0)+:(8)];
        run8 = ((32'h0) & 7'h7f);
        if (&half16[(32'h0)+:(8)]) begin
            half8 = half16[(32'h8)+:(8)];
            run8 = ((32'h8) & 7'h7f);
        end
        half4 = half8[(32'h0)+:(4)];
        run4 = ((32'h0) & 7'h7f);
        if (&half8[(32'h0)+:(4)]) begin
            half4 = half8[(32'h4)+:(4)];
            run4 = ((32'h4) & 7'h7f);
        end
        half2 = half4[(32'h0)+:(2)];
        run2 = ((32'h0) & 7'h7f);
        if (&half4[(32'h0)+:(2)]) begin
            half2 = half4[(32'h2)+:(2)];
            run2 = ((32'h2) & 7'h7f);
        end
        run1 = ((32'h0) & 7'h7f);
        if (half2 == 32'h1) begin
            run1 = ((32'h1) & 7'h7f);
        end
        if (half2 == 32'h3) begin
            run1 = ((32'h2) & 7'h7f);
        end
        run = (((run32 | run16) | (run8 | run4)) | run2) + run1;
        mark_now = prefix$q + ((run) & 48'hffffffffffff);
        mark = mark_now;
        changed$d = 1'b0;
        if (publish) begin
            prefix$d = mark_now;
            window$d = filled >> run;
            if (armed) begin
                shown_local$d = mark_now;
            end
        end
        else if (armed) begin
            shown_local$d = prefix$q;
        end
        if (reject) begin
            ticket_errors$d = ticket_errors$q + 32'h1;
        end
        if (crc_error) begin
            crc_errors$d = crc_errors$q + 32'h1;
        end
        hole = missing$q == patience;
        if ((window$q == 32'h0) | (publish & (run != 32'h0))) begin
            missing$d = ((32'h0) & 32'hffffffff);
        end
        else if (~hole) begin
            missing$d = missing$q + 32'h1;
        end
        forward = mirrored_mark - partner$q;
        below = prefix$q - mirrored_mark;
        if (mirrored_valid & ~forward[32'h2f] & ~below[32'h2f]) begin
            partner$d = mirrored_mark;
        end
        if (armed) begin
            shown_mirrored$d = partner$q;
        end
        fresh$d = 1'b0;
        written = write_word - block;
        low = write_data[(32'h0)+:(32)];
        high = write_data[(32'h20)+:(32)];
        count_less = count$q - 32'h1;
        legal = (count$q >= 32'h80) & ((count$q & count_less) == 32'h0) & (base$q[(32'h0)+:(6)] == 32'h0);
        set_position = 1'b0;
        new_position = prefix$q;
        if (write) begin
            if (written == at$control) begin
                if (write_low) begin
                    enabled$d = low[32'h0] & legal;
                    changed$d = low[32'h0] & legal & ~enabled$q;
                end
                if (write_high) begin
                    epoch_here$d = high;
                end
            end
            if (written == at$watermark_address) begin
                if (write_low) begin
                    address_low$d = low;
                end
                if (write_high) begin
                    fresh$d = 1'b1;
                    address$d = (((high) & 64'hffffffffffffffff) << 32'h20) | ((address_low$q) & 64'hffffffffffffffff);
                    if (write_low) begin
                        address$d = write_data;
                    end
                end
            end
            if (~enabled$q) begin
                if (written == at$line_base) begin
                    if (write_low) begin
                        base$d = low;
                    end
                    if (write_high) begin
                        count$d = high;
                    end
                end
                if (written == at$payload_base) begin
                    if (write_low) begin
                        payload_base$d = low;
                    end
                    if (write_high) begin
                        payload_bytes$d = high;
                    end
                end
                if (written == at$position) begin
                    set_position = 1'b1;
                    if (write_low) begin
                        new_position = (((prefix$q[(32'h20)+:(16)]) & 48'hffffffffffff) << 32'h20) | ((low) & 48'hffffffffffff);
                    end
                    if (write_high) begin
                        new_position = (((high[(32'h0)+:(16)]) & 48'hffffffffffff) << 32'h20) | ((prefix$q[(32'h0)+:(32)]) & 48'hffffffffffff);
                    end
                    if (write_low & write_high) begin
                        new_position = write_data[(32'h0)+:(48)];
                    end
                end
            end
        end
        if (set_position) begin
            prefix$d = new_position;
            window$d = ((32'h0) & 64'hffffffffffffffff);
            partner$d = new_position;
            shown_local$d = new_position;
            shown_mirrored$d = new_position;
            changed$d = 1'b1;
            missing$d = ((32'h0) & 32'hffffffff);
        end
        if (bus_reset) begin
            address$d = ((32'h0) & 64'hffffffffffffffff);
        end
        record[(64'h0)+:(32)] = ((32'h0) & 32'hffffffff);
        if (enabled$q) begin
            record[(64'h0)+:(32)] = ((32'h1) & 32'hffffffff);
        end
        record[(64'h20)+:(32)] = epoch_here$q;
        record[(64'h40)+:(32)] = base$q;
        record[(64'h60)+:(32)] = count$q;
        record[(64'h80)+:(32)] = payload_base$q;
        record[(64'ha0)+:(32)] = payload_bytes$q;
        record[(64'hc0)+:(64)] = ((32'h0) & 64'hffffffffffffffff);
        record[(64'h100)+:(64)] = ((prefix$q) & 64'hffffffffffffffff);
        record[(64'h140)+:(64)] = ((partner$q) & 64'hffffffffffffffff);
        save_record = record;
        if (load) begin
            enabled$d = load_record[32'h0];
            epoch_here$d = load_record[(32'h20)+:(32)];
            base$d = load_record[(32'h40)+:(32)];
            count$d = load_record[(32'h60)+:(32)];
            payload_base$d = load_record[(32'h80)+:(32)];
            payload_bytes$d = load_record[(32'ha0)+:(32)];
            prefix$d = load_record[(32'h100)+:(48)];
            partner$d = load_record[(32'h140)+:(48)];
            shown_local$d = load_record[(32'h100)+:(48)];
            shown_mirrored$d = load_record[(32'h140)+:(48)];
        end
        wanted = read_word - block;
        read_data = ((32'h0) & 64'hffffffffffffffff);
        if (wanted == at$header) begin
            read_data = header;
        end
        if (wanted == at$control) begin
            read_data = ((epoch_here$q) & 64'hffffffffffffffff) << 32'h20;
            if (enabled$q) begin
                read_data = (((epoch_here$q) & 64'hffffffffffffffff) << 32'h20) | ((32'h1) & 64'hffffffffffffffff);
            end
        end
        if (wanted == at$line_base) begin
            read_data = (((count$q) & 64'hffffffffffffffff) << 32'h20) | ((base$q) & 64'hffffffffffffffff);
        end
        if (wanted == at$payload_base) begin
            read_data = (((payload_bytes$q) & 64'hffffffffffffffff) << 32'h20) | ((payload_base$q) & 64'hffffffffffffffff);
        end
        if (wanted == at$position) begin
            read_data = ((prefix$q) & 64'hffffffffffffffff);
        end
        if (wanted == at$local) begin
            read_data = ((shown_local$q) & 64'hffffffffffffffff);
        end
        if (wanted == at$mirrored) begin
            read_data = ((shown_mirrored$q) & 64'hffffffffffffffff);
        end
        if (wanted == at$watermark_address) begin
            read_data = address$q;
        end
        if (wanted == at$ticket_errors) begin
            read_data = (((crc_errors$q) & 64'hffffffffffffffff) << 32'h20) | ((ticket_errors$q) & 64'hffffffffffffffff);
        end
        enable = enabled$q;
        line_base = base$q;
        line_count = count$q;
        payload_ring_base = payload_base$q;
        payload_ring_bytes = payload_bytes$q;
        epoch = epoch_here$q;
        watermark_address = address$q;
        watermark_fresh = fresh$q;
        first_missing = prefix$q;
        local = shown_local$q;
        mirrored = shown_mirrored$q;
        mirror$enable = enabled$q;
        mirror$changed = changed$q;
        mirror$settled = window$q == 32'h0;
        mirror$line_base = base$q;
        mirror$line_count = count$q;
        mirror$payload_base = payload_base$q;
        mirror$payload_bytes = payload_bytes$q;
        mirror$position = ((prefix$q) & 64'hffffffffffffffff);
    end
    
endmodule // card$queue0


module card$queue0$address(d,q,clock);
    
    // Module arguments
    input wire  [63:0] d;
    output reg  [63:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 64'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$queue0$address


module card$queue0$address_low(d,q,clock);
    
    // Module arguments
    input wire  [31:0] d;
    output reg  [31:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 32'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$queue0$address_low


module card$queue0$base(d,q,clock);
    
    // Module arguments
    input wire  [31:0] d;
    output reg  [31:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 32'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$queue0$base


module card$queue0$changed(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$queue0$changed


module card$queue0$count(d,q,clock);
    
    // Module arguments
    input wire  [31:0] d;
    output reg  [31:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 32'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$queue0$count


module card$queue0$crc_errors(d,q,clock);
    
    // Module arguments
    input wire  [31:0] d;
    output reg  [31:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 32'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$queue0$crc_errors


module card$queue0$enabled(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$queue0$enabled


module card$queue0$epoch_here(d,q,clock);
    
    // Module arguments
    input wire  [31:0] d;
    output reg  [31:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 32'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$queue0$epoch_here


module card$queue0$fresh(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$queue0$fresh


module card$queue0$missing(d,q,clock);
    
    // Module arguments
    input wire  [31:0] d;
    output reg  [31:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 32'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$queue0$missing


module card$queue0$partner(d,q,clock);
    
    // Module arguments
    input wire  [47:0] d;
    output reg  [47:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 48'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$queue0$partner


module card$queue0$payload_base(d,q,clock);
    
    // Module arguments
    input wire  [31:0] d;
    output reg  [31:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 32'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$queue0$payload_base


module card$queue0$payload_bytes(d,q,clock);
    
    // Module arguments
    input wire  [31:0] d;
    output reg  [31:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 32'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$queue0$payload_bytes


module card$queue0$prefix(d,q,clock);
    
    // Module arguments
    input wire  [47:0] d;
    output reg  [47:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 48'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$queue0$prefix


module card$queue0$shown_local(d,q,clock);
    
    // Module arguments
    input wire  [47:0] d;
    output reg  [47:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 48'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$queue0$shown_local


module card$queue0$shown_mirrored(d,q,clock);
    
    // Module arguments
    input wire  [47:0] d;
    output reg  [47:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 48'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$queue0$shown_mirrored


module card$queue0$ticket_errors(d,q,clock);
    
    // Module arguments
    input wire  [31:0] d;
    output reg  [31:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 32'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$queue0$ticket_errors


module card$queue0$window(d,q,clock);
    
    // Module arguments
    input wire  [63:0] d;
    output reg  [63:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 64'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$queue0$window


module card$queue1(clock,write,write_word,write_data,write_low,write_high,read_word,read_data,ring_slot,ticket,good,mark,publish,reject,crc_error,mirrored_valid,mirrored_mark,mirror$enable,mirror$changed,mirror$settled,mirror$line_base,mirror$line_count,mirror$payload_base,mirror$payload_bytes,mirror$position,armed,bus_reset,load,load_record,save_record,enable,line_base,line_count,payload_ring_base,payload_ring_bytes,epoch,watermark_address,watermark_fresh,local,mirrored,hole,first_missing);
    
    // Module arguments
    input wire  clock;
    input wire  write;
    input wire  [12:0] write_word;
    input wire  [63:0] write_data;
    input wire  write_low;
    input wire  write_high;
    input wire  [12:0] read_word;
    output reg  [63:0] read_data;
    input wire  [21:0] ring_slot;
    input wire  [31:0] ticket;
    output reg  good;
    output reg  [47:0] mark;
    input wire  publish;
    input wire  reject;
    input wire  crc_error;
    input wire  mirrored_valid;
    input wire  [47:0] mirrored_mark;
    output reg  mirror$enable;
    output reg  mirror$changed;
    output reg  mirror$settled;
    output reg  [31:0] mirror$line_base;
    output reg  [31:0] mirror$line_count;
    output reg  [31:0] mirror$payload_base;
    output reg  [31:0] mirror$payload_bytes;
    output reg  [63:0] mirror$position;
    input wire  armed;
    input wire  bus_reset;
    input wire  load;
    input wire  [383:0] load_record;
    output reg  [383:0] save_record;
    output reg  enable;
    output reg  [31:0] line_base;
    output reg  [31:0] line_count;
    output reg  [31:0] payload_ring_base;
    output reg  [31:0] payload_ring_bytes;
    output reg  [31:0] epoch;
    output reg  [63:0] watermark_address;
    output reg  watermark_fresh;
    output reg  [47:0] local;
    output reg  [47:0] mirrored;
    output reg  hole;
    output reg  [47:0] first_missing;
    
    // Constant declarations
    localparam  at$header = 13'b1000000;
    localparam  at$control = 13'b1000001;
    localparam  at$line_base = 13'b1000010;
    localparam  at$payload_base = 13'b1000011;
    localparam  at$position = 13'b1000100;
    localparam  at$local = 13'b1000101;
    localparam  at$mirrored = 13'b1000110;
    localparam  at$watermark_address = 13'b1000111;
    localparam  at$ticket_errors = 13'b1001000;
    localparam  header = 64'h60000010003;
    localparam  block = 13'b100000;
    localparam  patience = 32'h3d090;
    
    // Stub signals
    reg  enabled$d;
    wire  enabled$q;
    reg  enabled$clock;
    reg  [31:0] epoch_here$d;
    wire  [31:0] epoch_here$q;
    reg  epoch_here$clock;
    reg  [31:0] base$d;
    wire  [31:0] base$q;
    reg  base$clock;
    reg  [31:0] count$d;
    wire  [31:0] count$q;
    reg  count$clock;
    reg  [31:0] payload_base$d;
    wire  [31:0] payload_base$q;
    reg  payload_base$clock;
    reg  [31:0] payload_bytes$d;
    wire  [31:0] payload_bytes$q;
    reg  payload_bytes$clock;
    reg  [63:0] address$d;
    wire  [63:0] address$q;
    reg  address$clock;
    reg  [31:0] address_low$d;
    wire  [31:0] address_low$q;
    reg  address_low$clock;
    reg  fresh$d;
    wire  fresh$q;
    reg  fresh$clock;
    reg  changed$d;
    wire  changed$q;
    reg  changed$clock;
    reg  [31:0] ticket_errors$d;
    wire  [31:0] ticket_errors$q;
    reg  ticket_errors$clock;
    reg  [31:0] crc_errors$d;
    wire  [31:0] crc_errors$q;
    reg  crc_errors$clock;
    reg  [47:0] prefix$d;
    wire  [47:0] prefix$q;
    reg  prefix$clock;
    reg  [63:0] window$d;
    wire  [63:0] window$q;
    reg  window$clock;
    reg  [47:0] partner$d;
    wire  [47:0] partner$q;
    reg  partner$clock;
    reg  [47:0] shown_local$d;
    wire  [47:0] shown_local$q;
    reg  shown_local$clock;
    reg  [47:0] shown_mirrored$d;
    wire  [47:0] shown_mirrored$q;
    reg  shown_mirrored$clock;
    reg  [31:0] missing$d;
    wire  [31:0] missing$q;
    reg  missing$clock;
    
    // Local signals
    reg  [12:0] written;
    reg  [12:0] wanted;
    reg  [31:0] low;
    reg  [31:0] high;
    reg  [31:0] prefix_low;
    reg  [31:0] ahead;
    reg  [31:0] ring_mask;
    reg  [31:0] ring_place;
    reg  [63:0] one;
    reg  [63:0] filled;
    reg  [31:0] half32;
    reg  [15:0] half16;
    reg  [7:0] half8;
    reg  [3:0] half4;
    reg  [1:0] half2;
    reg  [6:0] run;
    reg  [6:0] run32;
    reg  [6:0] run16;
    reg  [6:0] run8;
    reg  [6:0] run4;
    reg  [6:0] run2;
    reg  [6:0] run1;
    reg  [47:0] mark_now;
    reg  [47:0] forward;
    reg  [47:0] below;
    reg  [31:0] count_less;
    reg  legal;
    reg  [383:0] record;
    reg  set_position;
    reg  [47:0] new_position;
    
    // Sub module instances
    card$queue1$enabled enabled(
        .d(enabled$d),
        .q(enabled$q),
        .clock(enabled$clock)
    );
    card$queue1$epoch_here epoch_here(
        .d(epoch_here$d),
        .q(epoch_here$q),
        .clock(epoch_here$clock)
    );
    card$queue1$base base(
        .d(base$d),
        .q(base$q),
        .clock(base$clock)
    );
    card$queue1$count count(
        .d(count$d),
        .q(count$q),
        .clock(count$clock)
    );
    card$queue1$payload_base payload_base(
        .d(payload_base$d),
        .q(payload_base$q),
        .clock(payload_base$clock)
    );
    card$queue1$payload_bytes payload_bytes(
        .d(payload_bytes$d),
        .q(payload_bytes$q),
        .clock(payload_bytes$clock)
    );
    card$queue1$address address(
        .d(address$d),
        .q(address$q),
        .clock(address$clock)
    );
    card$queue1$address_low address_low(
        .d(address_low$d),
        .q(address_low$q),
        .clock(address_low$clock)
    );
    card$queue1$fresh fresh(
        .d(fresh$d),
        .q(fresh$q),
        .clock(fresh$clock)
    );
    card$queue1$changed changed(
        .d(changed$d),
        .q(changed$q),
        .clock(changed$clock)
    );
    card$queue1$ticket_errors ticket_errors(
        .d(ticket_errors$d),
        .q(ticket_errors$q),
        .clock(ticket_errors$clock)
    );
    card$queue1$crc_errors crc_errors(
        .d(crc_errors$d),
        .q(crc_errors$q),
        .clock(crc_errors$clock)
    );
    card$queue1$prefix prefix(
        .d(prefix$d),
        .q(prefix$q),
        .clock(prefix$clock)
    );
    card$queue1$window window(
        .d(window$d),
        .q(window$q),
        .clock(window$clock)
    );
    card$queue1$partner partner(
        .d(partner$d),
        .q(partner$q),
        .clock(partner$clock)
    );
    card$queue1$shown_local shown_local(
        .d(shown_local$d),
        .q(shown_local$q),
        .clock(shown_local$clock)
    );
    card$queue1$shown_mirrored shown_mirrored(
        .d(shown_mirrored$d),
        .q(shown_mirrored$q),
        .clock(shown_mirrored$clock)
    );
    card$queue1$missing missing(
        .d(missing$d),
        .q(missing$q),
        .clock(missing$clock)
    );
    
    // Update code
    always @(*) begin
        enabled$clock = clock;
        epoch_here$clock = clock;
        base$clock = clock;
        count$clock = clock;
        payload_base$clock = clock;
        payload_bytes$clock = clock;
        address$clock = clock;
        address_low$clock = clock;
        fresh$clock = clock;
        changed$clock = clock;
        ticket_errors$clock = clock;
        crc_errors$clock = clock;
        prefix$clock = clock;
        window$clock = clock;
        partner$clock = clock;
        shown_local$clock = clock;
        shown_mirrored$clock = clock;
        missing$clock = clock;
        enabled$d = enabled$q;
        epoch_here$d = epoch_here$q;
        base$d = base$q;
        count$d = count$q;
        payload_base$d = payload_base$q;
        payload_bytes$d = payload_bytes$q;
        address$d = address$q;
        address_low$d = address_low$q;
        fresh$d = fresh$q;
        changed$d = changed$q;
        ticket_errors$d = ticket_errors$q;
        crc_errors$d = crc_errors$q;
        prefix$d = prefix$q;
        window$d = window$q;
        partner$d = partner$q;
        shown_local$d = shown_local$q;
        shown_mirrored$d = shown_mirrored$q;
        missing$d = missing$q;
        prefix_low = prefix$q[(32'h0)+:(32)];
        ahead = ticket - prefix_low;
        ring_mask = count$q - 32'h1;
        ring_place = ticket & ring_mask;
        good = enabled$q & (ahead < 32'h40) & (ring_place == ((ring_slot) & 32'hffffffff));
        one = ((32'h1) & 64'hffffffffffffffff) << ahead[(32'h0)+:(6)];
        filled = window$q | one;
        half32 = filled[(32'h0)+:(32)];
        run32 = ((32'h0) & 7'h7f);
        if (&filled[(32'h0)+:(32)]) begin
            half32 = filled[(32'h20)+:(32)];
            run32 = ((32'h20) & 7'h7f);
        end
        half16 = half32[(32'h0)+:(16)];
        run16 = ((32'h0) & 7'h7f);
        if (&half32[(32'h0)+:(16)]) begin
            half16 = half32[(32'h10)+:(16)];
            run16 = ((32'h10) & 7'h7f);
        end
        half8 = half16[(32'h0)+:(8)];
        run8 = ((32'h0) & 7'h7f);
        if (&half16[(32'h0)+:(8)]) begin
            half8 = half16[(32'h8)+:(8)];
            run8 = ((32'h8) & 7'h7f);
        end
        half4 = half8[(32'h0)+:(4)];
        run4 = ((32'h0) & 7'h7f);
        if (&half8[(32'h0)+:(4)]) begin
            half4 = half8[(32'h4)+:(4)];
            run4 = ((32'h4) & 7'h7f);
        end
        half2 = half4[(32'h0)+:(2)];
        run2 = ((32'h0) & 7'h7f);
        if (&half4[(32'h0)+:(2)]) begin
            half2 = half4[(32'h2)+:(2)];
            run2 = ((32'h2) & 7'h7f);
        end
        run1 = ((32'h0) & 7'h7f);
        if (half2 == 32'h1) begin
            run1 = ((32'h1) & 7'h7f);
        end
        if (half2 == 32'h3) begin
            run1 = ((32'h2) & 7'h7f);
        end
        run = (((run32 | run16) | (run8 | run4)) | run2) + run1;
        mark_now = prefix$q + ((run) & 48'hffffffffffff);
        mark = mark_now;
        changed$d = 1'b0;
        if (publish) begin
            prefix$d = mark_now;
            window$d = filled >> run;
            if (armed) begin
                shown_local$d = mark_now;
            end
        end
        else if (armed) begin
            shown_local$d = prefix$q;
        end
        if (reject) begin
            ticket_errors$d = ticket_errors$q + 32'h1;
        end
        if (crc_error) begin
            crc_errors$d = crc_errors$q + 32'h1;
        end
        hole = missing$q == patience;
        if ((window$q == 32'h0) | (publish & (run != 32'h0))) begin
            missing$d = ((32'h0) & 32'hffffffff);
        end
        else if (~hole) begin
            missing$d = missing$q + 32'h1;
        end
        forward = mirrored_mark - partner$q;
        below = prefix$q - mirrored_mark;
        if (mirrored_valid & ~forward[32'h2f] & ~below[32'h2f]) begin
            partner$d = mirrored_mark;
        end
        if (armed) begin
            shown_mirrored$d = partner$q;
        end
        fresh$d = 1'b0;
        written = write_word - block;
        low = write_data[(32'h0)+:(32)];
        high = write_data[(32'h20)+:(32)];
        count_less = count$q - 32'h1;
        legal = (count$q >= 32'h80) & ((count$q & count_less) == 32'h0) & (base$q[(32'h0)+:(6)] == 32'h0);
        set_position = 1'b0;
        new_position = prefix$q;
        if (write) begin
            if (written == at$control) begin
                if (write_low) begin
                    enabled$d = low[32'h0] & legal;
                    changed$d = low[32'h0] & legal & ~enabled$q;
                end
                if (write_high) begin
                    epoch_here$d = high;
                end
            end
            if (written == at$watermark_address) begin
                if (write_low) begin
                    address_low$d = low;
                end
                if (write_high) begin
                    fresh$d = 1'b1;
                    address$d = (((high) & 64'hffffffffffffffff) << 32'h20) | ((address_low$q) & 64'hffffffffffffffff);
                    if (write_low) begin
                        address$d = write_data;
                    end
                end
            end
            if (~enabled$q) begin
                if (written == at$line_base) begin
                    if (write_low) begin
                        base$d = low;
                    end
                    if (write_high) begin
                        count$d = high;
                    end
                end
                if (written == at$payload_base) begin
                    if (write_low) begin
                        payload_base$d = low;
                    end
                    if (write_high) begin
                        payload_bytes$d = high;
                    end
                end
                if (written == at$position) begin
                    set_position = 1'b1;
                    if (write_low) begin
                        new_position = (((prefix$q[(32'h20)+:(16)]) & 48'hffffffffffff) << 32'h20) | ((low) & 48'hffffffffffff);
                    end
                    if (write_high) begin
                        new_position = (((high[(32'h0)+:(16)]) & 48'hffffffffffff) << 32'h20) | ((prefix$q[(32'h0)+:(32)]) & 48'hffffffffffff);
                    end
                    if (write_low & write_high) begin
                        new_position = write_data[(32'h0)+:(48)];
                    end
                end
            end
        end
        if (set_position) begin
            prefix$d = new_position;
            window$d = ((32'h0) & 64'hffffffffffffffff);
            partner$d = new_position;
            shown_local$d = new_position;
            shown_mirrored$d = new_position;
            changed$d = 1'b1;
            missing$d = ((32'h0) & 32'hffffffff);
        end
        if (bus_reset) begin
            address$d = ((32'h0) & 64'hffffffffffffffff);
        end
        record[(64'h0)+:(32)] = ((32'h0) & 32'hffffffff);
        if (enabled$q) begin
            record[(64'h0)+:(32)] = ((32'h1) & 32'hffffffff);
        end
        record[(64'h20)+:(32)] = epoch_here$q;
        record[(64'h40)+:(32)] = base$q;
        record[(64'h60)+:(32)] = count$q;
        record[(64'h80)+:(32)] = payload_base$q;
        record[(64'ha0)+:(32)] = payload_bytes$q;
        record[(64'hc0)+:(64)] = ((32'h0) & 64'hffffffffffffffff);
        record[(64'h100)+:(64)] = ((prefix$q) & 64'hffffffffffffffff);
        record[(64'h140)+:(64)] = ((partner$q) & 64'hffffffffffffffff);
        save_record = record;
        if (load) begin
            enabled$d = load_record[32'h0];
            epoch_here$d = load_record[(32'h20)+:(32)];
            base$d = load_record[(32'h40)+:(32)];
            count$d = load_record[(32'h60)+:(32)];
            payload_base$d = load_record[(32'h80)+:(32)];
            payload_bytes$d = load_record[(32'ha0)+:(32)];
            prefix$d = load_record[(32'h100)+:(48)];
            partner$d = load_record[(32'h140)+:(48)];
            shown_local$d = load_record[(32'h100)+:(48)];
            shown_mirrored$d = load_record[(32'h140)+:(48)];
        end
        wanted = read_word - block;
        read_data = ((32'h0) & 64'hffffffffffffffff);
        if (wanted == at$header) begin
            read_data = header;
        end
        if (wanted == at$control) begin
            read_data = ((epoch_here$q) & 64'hffffffffffffffff) << 32'h20;
            if (enabled$q) begin
                read_data = (((epoch_here$q) & 64'hffffffffffffffff) << 32'h20) | ((32'h1) & 64'hffffffffffffffff);
            end
        end
        if (wanted == at$line_base) begin
            read_data = (((count$q) & 64'hffffffffffffffff) << 32'h20) | ((base$q) & 64'hffffffffffffffff);
        end
        if (wanted == at$payload_base) begin
            read_data = (((payload_bytes$q) & 64'hffffffffffffffff) << 32'h20) | ((payload_base$q) & 64'hffffffffffffffff);
        end
        if (wanted == at$position) begin
            read_data = ((prefix$q) & 64'hffffffffffffffff);
        end
        if (wanted == at$local) begin
            read_data = ((shown_local$q) & 64'hffffffffffffffff);
        end
        if (wanted == at$mirrored) begin
            read_data = ((shown_mirrored$q) & 64'hffffffffffffffff);
        end
        if (wanted == at$watermark_address) begin
            read_data = address$q;
        end
        if (wanted == at$ticket_errors) begin
            read_data = (((crc_errors$q) & 64'hffffffffffffffff) << 32'h20) | ((ticket_errors$q) & 64'hffffffffffffffff);
        end
        enable = enabled$q;
        line_base = base$q;
        line_count = count$q;
        payload_ring_base = payload_base$q;
        payload_ring_bytes = payload_bytes$q;
        epoch = epoch_here$q;
        watermark_address = address$q;
        watermark_fresh = fresh$q;
        first_missing = prefix$q;
        local = shown_local$q;
        mirrored = shown_mirrored$q;
        mirror$enable = enabled$q;
        mirror$changed = changed$q;
        mirror$settled = window$q == 32'h0;
        mirror$line_base = base$q;
        mirror$line_count = count$q;
        mirror$payload_base = payload_base$q;
        mirror$payload_bytes = payload_bytes$q;
        mirror$position = ((prefix$q) & 64'hffffffffffffffff);
    end
    
endmodule // card$queue1


module card$queue1$address(d,q,clock);
    
    // Module arguments
    input wire  [63:0] d;
    output reg  [63:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 64'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$queue1$address


module card$queue1$address_low(d,q,clock);
    
    // Module arguments
    input wire  [31:0] d;
    output reg  [31:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 32'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$queue1$address_low


module card$queue1$base(d,q,clock);
    
    // Module arguments
    input wire  [31:0] d;
    output reg  [31:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 32'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$queue1$base


module card$queue1$changed(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$queue1$changed


module card$queue1$count(d,q,clock);
    
    // Module arguments
    input wire  [31:0] d;
    output reg  [31:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 32'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$queue1$count


module card$queue1$crc_errors(d,q,clock);
    
    // Module arguments
    input wire  [31:0] d;
    output reg  [31:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 32'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$queue1$crc_errors


module card$queue1$enabled(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$queue1$enabled


module card$queue1$epoch_here(d,q,clock);
    
    // Module arguments
    input wire  [31:0] d;
    output reg  [31:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 32'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$queue1$epoch_here


module card$queue1$fresh(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$queue1$fresh


module card$queue1$missing(d,q,clock);
    
    // Module arguments
    input wire  [31:0] d;
    output reg  [31:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 32'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$queue1$missing


module card$queue1$partner(d,q,clock);
    
    // Module arguments
    input wire  [47:0] d;
    output reg  [47:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 48'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$queue1$partner


module card$queue1$payload_base(d,q,clock);
    
    // Module arguments
    input wire  [31:0] d;
    output reg  [31:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 32'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$queue1$payload_base


module card$queue1$payload_bytes(d,q,clock);
    
    // Module arguments
    input wire  [31:0] d;
    output reg  [31:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 32'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$queue1$payload_bytes


module card$queue1$prefix(d,q,clock);
    
    // Module arguments
    input wire  [47:0] d;
    output reg  [47:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 48'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$queue1$prefix


module card$queue1$shown_local(d,q,clock);
    
    // Module arguments
    input wire  [47:0] d;
    output reg  [47:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 48'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$queue1$shown_local


module card$queue1$shown_mirrored(d,q,clock);
    
    // Module arguments
    input wire  [47:0] d;
    output reg  [47:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 48'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$queue1$shown_mirrored


module card$queue1$ticket_errors(d,q,clock);
    
    // Module arguments
    input wire  [31:0] d;
    output reg  [31:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 32'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$queue1$ticket_errors


module card$queue1$window(d,q,clock);
    
    // Module arguments
    input wire  [63:0] d;
    output reg  [63:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 64'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$queue1$window


module card$registers(clock,write,write_word,write_data,write_low,write_high,read$valid,read$address,read$ready,read$data_valid,read$data,read_word,queue0_data,queue1_data,read_unit,mail_beat,blocks_data,board,build_hash,card_id,state,generation,hw_sequence,link_state,session,peer_card_id,peer_nonce,frames_sent,frames_received,crc_errors,naks_sent,naks_received,replays,trainings,mirror_state,fenced,cursor,image_state,queue_states,fence_done,peer_flags,sealed0,sealed1,image_card_id,image_nonce,peer_beat,peer_beat_age,peer_card_age,arm_wanted,boot_nonce,own_beat,tick,range0_start,range0_end,range1_start,range1_end,range2_start,range2_end,range3_start,range3_end,range4_start,range4_end,fence_epoch0,fence_epoch1,start_resync,accept,drop_mirror,fence,lift,loopback,coded,coding,header_errors,locks_lost,count_refused,count_malformed,count_dropped,load,load_fence_epoch0,load_fence_epoch1);
    
    // Module arguments
    input wire  clock;
    input wire  write;
    input wire  [12:0] write_word;
    input wire  [63:0] write_data;
    input wire  write_low;
    input wire  write_high;
    input wire  read$valid;
    input wire  [27:0] read$address;
    output reg  read$ready;
    output reg  read$data_valid;
    output reg  [127:0] read$data;
    output reg  [12:0] read_word;
    input wire  [63:0] queue0_data;
    input wire  [63:0] queue1_data;
    output reg  [11:0] read_unit;
    input wire  [127:0] mail_beat;
    input wire  [63:0] blocks_data;
    input wire  [31:0] board;
    input wire  [63:0] build_hash;
    input wire  [63:0] card_id;
    input wire  [31:0] state;
    input wire  [15:0] generation;
    input wire  [47:0] hw_sequence;
    input wire  [1:0] link_state;
    input wire  [7:0] session;
    input wire  [63:0] peer_card_id;
    input wire  [63:0] peer_nonce;
    input wire  [63:0] frames_sent;
    input wire  [63:0] frames_received;
    input wire  [31:0] crc_errors;
    input wire  [31:0] naks_sent;
    input wire  [31:0] naks_received;
    input wire  [31:0] replays;
    input wire  [31:0] trainings;
    input wire  [1:0] mirror_state;
    input wire  [1:0] fenced;
    input wire  [31:0] cursor;
    input wire  [1:0] image_state;
    input wire  [3:0] queue_states;
    input wire  [1:0] fence_done;
    input wire  [15:0] peer_flags;
    input wire  [63:0] sealed0;
    input wire  [63:0] sealed1;
    input wire  [63:0] image_card_id;
    input wire  [63:0] image_nonce;
    input wire  [63:0] peer_beat;
    input wire  [63:0] peer_beat_age;
    input wire  [63:0] peer_card_age;
    output reg  arm_wanted;
    output reg  [63:0] boot_nonce;
    output reg  [63:0] own_beat;
    output reg  [47:0] tick;
    output reg  [31:0] range0_start;
    output reg  [31:0] range0_end;
    output reg  [31:0] range1_start;
    output reg  [31:0] range1_end;
    output reg  [31:0] range2_start;
    output reg  [31:0] range2_end;
    output reg  [31:0] range3_start;
    output reg  [31:0] range3_end;
    output reg  [31:0] range4_start;
    output reg  [31:0] range4_end;
    output reg  [31:0] fence_epoch0;
    output reg  [31:0] fence_epoch1;
    output reg  start_resync;
    output reg  accept;
    output reg  drop_mirror;
    output reg  [1:0] fence;
    output reg  [1:0] lift;
    output reg  loopback;
    input wire  coded;
    input wire  [1:0] coding;
    input wire  [31:0] header_errors;
    input wire  [31:0] locks_lost;
    input wire  count_refused;
    input wire  count_malformed;
    input wire  count_dropped;
    input wire  load;
    input wire  [31:0] load_fence_epoch0;
    input wire  [31:0] load_fence_epoch1;
    
    // Constant declarations
    localparam  at$id_header = 13'b0;
    localparam  at$magic = 13'b1;
    localparam  at$abi_version = 13'b10;
    localparam  at$build_hash = 13'b11;
    localparam  at$card_id = 13'b100;
    localparam  at$local_bytes = 13'b101;
    localparam  at$capabilities = 13'b110;
    localparam  at$ctrl_header = 13'b100000;
    localparam  at$control = 13'b100001;
    localparam  at$state = 13'b100010;
    localparam  at$generation = 13'b100011;
    localparam  at$hw_sequence = 13'b100100;
    localparam  at$boot_nonce = 13'b100101;
    localparam  at$unsupported = 13'b100110;
    localparam  at$link_header = 13'b11000000;
    localparam  at$link_state = 13'b11000001;
    localparam  at$peer_card_id = 13'b11000010;
    localparam  at$peer_nonce = 13'b11000011;
    localparam  at$frames_sent = 13'b11000100;
    localparam  at$frames_received = 13'b11000101;
    localparam  at$crc_errors = 13'b11000110;
    localparam  at$naks_received = 13'b11000111;
    localparam  at$trainings = 13'b11001000;
    localparam  at$coding = 13'b11001001;
    localparam  at$locks_lost = 13'b11001010;
    localparam  at$mirror_header = 13'b11100000;
    localparam  at$mirror_command = 13'b11100001;
    localparam  at$mirror_state = 13'b11100010;
    localparam  at$cursor = 13'b11100011;
    localparam  at$range0 = 13'b11100100;
    localparam  at$range1 = 13'b11100101;
    localparam  at$range2 = 13'b11100110;
    localparam  at$range3 = 13'b11100111;
    localparam  at$range4 = 13'b11101000;
    localparam  at$remote_header = 13'b100000000;
    localparam  at$image_state = 13'b100000001;
    localparam  at$fence = 13'b100000010;
    localparam  at$lift = 13'b100000011;
    localparam  at$sealed0 = 13'b100000100;
    localparam  at$sealed1 = 13'b100000101;
    localparam  at$image_card_id = 13'b100000110;
    localparam  at$image_nonce = 13'b100000111;
    localparam  at$fence_epoch = 13'b100001000;
    localparam  at$queue_states = 13'b100001001;
    localparam  at$beat_header = 13'b100100000;
    localparam  at$host_beat = 13'b100100001;
    localparam  at$peer_beat = 13'b100100010;
    localparam  at$peer_beat_age = 13'b100100011;
    localparam  at$peer_card_age = 13'b100100100;
    localparam  at$ticks = 13'b100100101;
    localparam  at$mailbox_header = 13'b110100000;
    localparam  id_header_word = 64'h10000010001;
    localparam  ctrl_header_word = 64'h20000010002;
    localparam  link_header_word = 64'h70000010004;
    localparam  mirror_header_word = 64'h80000010005;
    localparam  remote_header_word = 64'h90000010006;
    localparam  beat_header_word = 64'hb0000010007;
    localparam  mailbox_header_word = 64'he000001000b;
    localparam  magic_word = 64'h31544e5045564153;
    localparam  geometry_word = 64'h200800000;
    localparam  capability_word = 64'h3d090000003f8;
    localparam  coding_capability = 64'h400;
    localparam  version_word = 32'h1;
    
    // Stub signals
    reg  arm$d;
    wire  arm$q;
    reg  arm$clock;
    reg  looped$d;
    wire  looped$q;
    reg  looped$clock;
    reg  [63:0] nonce$d;
    wire  [63:0] nonce$q;
    reg  nonce$clock;
    reg  [31:0] nonce_low$d;
    wire  [31:0] nonce_low$q;
    reg  nonce_low$clock;
    reg  [31:0] unsupported$d;
    wire  [31:0] unsupported$q;
    reg  unsupported$clock;
    reg  [31:0] dropped_writes$d;
    wire  [31:0] dropped_writes$q;
    reg  dropped_writes$clock;
    reg  [63:0] epochs$d;
    wire  [63:0] epochs$q;
    reg  epochs$clock;
    reg  [63:0] beat$d;
    wire  [63:0] beat$q;
    reg  beat$clock;
    reg  [63:0] range0$d;
    wire  [63:0] range0$q;
    reg  range0$clock;
    reg  [63:0] range1$d;
    wire  [63:0] range1$q;
    reg  range1$clock;
    reg  [63:0] range2$d;
    wire  [63:0] range2$q;
    reg  range2$clock;
    reg  [63:0] range3$d;
    wire  [63:0] range3$q;
    reg  range3$clock;
    reg  [63:0] range4$d;
    wire  [63:0] range4$q;
    reg  range4$clock;
    reg  [63:0] ticks_here$d;
    wire  [63:0] ticks_here$q;
    reg  ticks_here$clock;
    reg  busy$d;
    wire  busy$q;
    reg  busy$clock;
    reg  [11:0] unit$d;
    wire  [11:0] unit$q;
    reg  unit$clock;
    reg  [63:0] low_word$d;
    wire  [63:0] low_word$q;
    reg  low_word$clock;
    reg  [127:0] answer$d;
    wire  [127:0] answer$q;
    reg  answer$clock;
    reg  answer_valid$d;
    wire  answer_valid$q;
    reg  answer_valid$clock;
    
    // Local signals
    reg  [31:0] low;
    reg  [31:0] high;
    reg  [63:0] found;
    reg  [63:0] word;
    reg  both;
    
    // Sub module instances
    card$registers$arm arm(
        .d(arm$d),
        .q(arm$q),
        .clock(arm$clock)
    );
    card$registers$looped looped(
        .d(looped$d),
        .q(looped$q),
        .clock(looped$clock)
    );
    card$registers$nonce nonce(
        .d(nonce$d),
        .q(nonce$q),
        .clock(nonce$clock)
    );
    card$registers$nonce_low nonce_low(
        .d(nonce_low$d),
        .q(nonce_low$q),
        .clock(nonce_low$clock)
    );
    card$registers$unsupported unsupported(
        .d(unsupported$d),
        .q(unsupported$q),
        .clock(unsupported$clock)
    );
    card$registers$dropped_writes dropped_writes(
        .d(dropped_writes$d),
        .q(dropped_writes$q),
        .clock(dropped_writes$clock)
    );
    card$registers$epochs epochs(
        .d(epochs$d),
        .q(epochs$q),
        .clock(epochs$clock)
    );
    card$registers$beat beat(
        .d(beat$d),
        .q(beat$q),
        .clock(beat$clock)
    );
    card$registers$range0 range0(
        .d(range0$d),
        .q(range0$q),
        .clock(range0$clock)
    );
    card$registers$range1 range1(
        .d(range1$d),
        .q(range1$q),
        .clock(range1$clock)
    );
    card$registers$range2 range2(
        .d(range2$d),
        .q(range2$q),
        .clock(range2$clock)
    );
    card$registers$range3 range3(
        .d(range3$d),
        .q(range3$q),
        .clock(range3$clock)
    );
    card$registers$range4 range4(
        .d(range4$d),
        .q(range4$q),
        .clock(range4$clock)
    );
    card$registers$ticks_here ticks_here(
        .d(ticks_here$d),
        .q(ticks_here$q),
        .clock(ticks_here$clock)
    );
    card$registers$busy busy(
        .d(busy$d),
        .q(busy$q),
        .clock(busy$clock)
    );
    card$registers$unit unit(
        .d(unit$d),
        .q(unit$q),
        .clock(unit$clock)
    );
    card$registers$low_word low_word(
        .d(low_word$d),
        .q(low_word$q),
        .clock(low_word$clock)
    );
    card$registers$answer answer(
        .d(answer$d),
        .q(answer$q),
        .clock(answer$clock)
    );
    card$registers$answer_valid answer_valid(
        .d(answer_valid$d),
        .q(answer_valid$q),
        .clock(answer_valid$clock)
    );
    
    // Update code
    always @(*) begin
        arm$clock = clock;
        looped$clock = clock;
        nonce$clock = clock;
        nonce_low$clock = clock;
        unsupported$clock = clock;
        dropped_writes$clock = clock;
        epochs$clock = clock;
        beat$clock = clock;
        range0$clock = clock;
        range1$clock = clock;
        range2$clock = clock;
        range3$clock = clock;
        range4$clock = clock;
        ticks_here$clock = clock;
        busy$clock = clock;
        unit$clock = clock;
        low_word$clock = clock;
        answer$clock = clock;
        answer_valid$clock = clock;
        arm$d = arm$q;
        looped$d = looped$q;
        nonce$d = nonce$q;
        nonce_low$d = nonce_low$q;
        unsupported$d = unsupported$q;
        dropped_writes$d = dropped_writes$q;
        epochs$d = epochs$q;
        beat$d = beat$q;
        range0$d = range0$q;
        range1$d = range1$q;
        range2$d = range2$q;
        range3$d = range3$q;
        range4$d = range4$q;
        ticks_here$d = ticks_here$q;
        busy$d = busy$q;
        unit$d = unit$q;
        low_word$d = low_word$q;
        answer$d = answer$q;
        answer_valid$d = answer_valid$q;
        low = write_data[(32'h0)+:(32)];
        high = write_data[(32'h20)+:(32)];
        both = write_low & write_high;
        ticks_here$d = ticks_here$q + 32'h1;
        if (count_refused | count_malformed) begin
            unsupported$d = unsupported$q + 32'h1;
        end
        if (count_refused & count_malformed) begin
            unsupported$d = unsupported$q + 32'h2;
        end
        if (count_dropped) begin
            dropped_writes$d = dropped_writes$q + 32'h1;
        end
        start_resync = 1'b0;
        accept = 1'b0;
        drop_mirror = 1'b0;
        fence = ((32'h0) & 2'h3);
        lift = ((32'h0) & 2'h3);
        if (write) begin
            if ((write_word == at$control) & write_low) begin
                arm$d = low[32'h0];
            end
            if ((write_word == at$trainings) & write_high) begin
                looped$d = high[32'h0];
            end
            if (write_word == at$boot_nonce) begin
                if (write_low) begin
                    nonce_low$d = low;
                end
                if (write_high & (nonce$q == 32'h0)) begin
                    nonce$d = (((high) & 64'hffffffffffffffff) << 32'h20) | ((nonce_low$q) & 64'hffffffffffffffff);
                    if (write_low) begin
                        nonce$d = write_data;
                    end
                end
            end
            if ((write_word == at$mirror_command) & write_low) begin
                start_resync = low == 32'h1;
                accept = low == 32'h2;
                drop_mirror = low == 32'h3;
            end
            if ((write_word == at$fence) & write_low) begin
                fence = low[(32'h0)+:(2)];
            end
            if ((write_word == at$lift) & write_low) begin
                lift = low[(32'h0)+:(2)];
            end
            if (write_word == at$fence_epoch) begin
                if (write_low) begin
                    epochs$d = (((epochs$q[(32'h20)+:(32)]) & 64'hffffffffffffffff) << 32'h20) | ((low) & 64'hffffffffffffffff);
                end
                if (write_high) begin
                    epochs$d = (((high) & 64'hffffffffffffffff) << 32'h20) | ((epochs$q[(32'h0)+:(32)]) & 64'hffffffffffffffff);
                end
                if (both) begin
                    epochs$d = write_data;
                end
            end
            if (write_word == at$host_beat) begin
                if (write_low) begin
                    beat$d = (((beat$q[(32'h20)+:(32)]) & 64'hffffffffffffffff) << 32'h20) | ((low) & 64'hffffffffffffffff);
                end
                if (write_high) begin
                    beat$d = (((high) & 64'hffffffffffffffff) << 32'h20) | ((beat$q[(32'h0)+:(32)]) & 64'hffffffffffffffff);
                end
                if (both) begin
                    beat$d = write_data;
                end
            end
            if (write_word == at$range0) begin
                if (write_low) begin
                    range0$d = (((range0$q[(32'h20)+:(32)]) & 64'hffffffffffffffff) << 32'h20) | ((low) & 64'hffffffffffffffff);
                end
                if (write_high) begin
                    range0$d = (((high) & 64'hffffffffffffffff) << 32'h20) | ((range0$q[(32'h0)+:(32)]) & 64'hffffffffffffffff);
                end
                if (both) begin
                    range0$d = write_data;
                end
            end
            if (write_word == at$range1) begin
                if (write_low) begin
                    range1$d = (((range1$q[(32'h20)+:(32)]) & 64'hffffffffffffffff) << 32'h20) | ((low) & 64'hffffffffffffffff);
                end
                if (write_high) begin
                    range1$d = (((high) & 64'hffffffffffffffff) << 32'h20) | ((range1$q[(32'h0)+:(32)]) & 64'hffffffffffffffff);
                end
                if (both) begin
                    range1$d = write_data;
                end
            end
            if (write_word == at$range2) begin
                if (write_low) begin
                    range2$d = (((range2$q[(32'h20)+:(32)]) & 64'hffffffffffffffff) << 32'h20) | ((low) & 64'hffffffffffffffff);
                end
                if (write_high) begin
                    range2$d = (((high) & 64'hffffffffffffffff) << 32'h20) | ((range2$q[(32'h0)+:(32)]) & 64'hffffffffffffffff);
                end
                if (both) begin
                    range2$d = write_data;
                end
            end
            if (write_word == at$range3) begin
                if (write_low) begin
                    range3$d = (((range3$q[(32'h20)+:(32)]) & 64'hffffffffffffffff) << 32'h20) | ((low) & 64'hffffffffffffffff);
                end
                if (write_high) begin
                    range3$d = (((high) & 64'hffffffffffffffff) << 32'h20) | ((range3$q[(32'h0)+:(32)]) & 64'hffffffffffffffff);
                end
                if (both) begin
                    range3$d = write_data;
                end
            end
            if (write_word == at$range4) begin
                if (write_low) begin
                    range4$d = (((range4$q[(32'h20)+:(32)]) & 64'hffffffffffffffff) << 32'h20) | ((low) & 64'hffffffffffffffff);
                end
                if (write_high) begin
                    range4$d = (((high) & 64'hffffffffffffffff) << 32'h20) | ((range4$q[(32'h0)+:(32)]) & 64'hffffffffffffffff);
                end
                if (both) begin
                    range4$d = write_data;
                end
            end
        end
        if (load) begin
            epochs$d = (((load_fence_epoch1) & 64'hffffffffffffffff) << 32'h20) | ((load_fence_epoch0) & 64'hffffffffffffffff);
        end
        read$ready = ~busy$q;
        read_unit = read$address[(32'h0)+:(12)];
        read_word = ((read$address[(32'h0)+:(12)]) & 13'h1fff) << 32'h1;
        if (busy$q) begin
            read_word = (((unit$q) & 13'h1fff) << 32'h1) | ((32'h1) & 13'h1fff);
        end
        found = ((32'h0) & 64'hffffffffffffffff);
        if (read_word == at$id_header) begin
            found = id_header_word;
        end
        if (read_word == at$magic) begin
            found = magic_word;
        end
        if (read_word == at$abi_version) begin
            found = (((board) & 64'hffffffffffffffff) << 32'h20) | ((version_word) & 64'hffffffffffffffff);
        end
        if (read_word == at$build_hash) begin
            found = build_hash;
        end
        if (read_word == at$card_id) begin
            found = card_id;
        end
        if (read_word == at$local_bytes) begin
            found = geometry_word;
        end
        if (read_word == at$capabilities) begin
            found = capability_word;
            if (coded) begin
                found = capability_word | coding_capability;
            end
        end
        if (read_word == at$ctrl_header) begin
            found = ctrl_header_word;
        end
        if (read_word == at$control) begin
            if (arm$q) begin
                found = ((32'h1) & 64'hffffffffffffffff);
            end
        end
        if (read_word == at$state) begin
            found = ((state) & 64'hffffffffffffffff);
        end
        if (read_word == at$generation) begin
            found = ((generation) & 64'hffffffffffffffff);
        end
        if (read_word == at$hw_sequence) begin
            found = ((hw_sequence) & 64'hffffffffffffffff);
        end
        if (read_word == at$boot_nonce) begin
            found = nonce$q;
        end
        if (read_word == at$unsupported) begin
            found = (((dropped_writes$q) & 64'hffffffffffffffff) << 32'h20) | ((unsupported$q) & 64'hffffffffffffffff);
        end
        if (read_word == at$link_header) begin
            found = link_header_word;
        end
        if (read_word == at$link_state) begin
            found = (((session) & 64'hffffffffffffffff) << 32'h20) | ((link_state) & 64'hffffffffffffffff);
        end
        if (read_word == at$peer_card_id) begin
            found = peer_card_id;
        end
        if (read_word == at$peer_nonce) begin
            found = peer_nonce;
        end
        if (read_word == at$frames_sent) begin
            found = frames_sent;
        end
        if (read_word == at$frames_received) begin
            found = frames_received;
        end
        if (read_word == at$crc_errors) begin
            found = (((naks_sent) & 64'hffffffffffffffff) << 32'h20) | ((crc_errors) & 64'hffffffffffffffff);
        end
        if (read_word == at$naks_received) begin
            found = (((replays) & 64'hffffffffffffffff) << 32'h20) | ((naks_received) & 64'hffffffffffffffff);
        end
        if (read_word == at$trainings) begin
            found = ((trainings) & 64'hffffffffffffffff);
            if (looped$q) begin
                found = ((trainings) & 64'hffffffffffffffff) | (((32'h1) & 64'hffffffffffffffff) << 32'h20);
            end
        end
        if (read_word == at$coding) begin
            found = (((header_errors) & 64'hffffffffffffffff) << 32'h20) | ((coding) & 64'hffffffffffffffff);
        end
        if (read_word == at$locks_lost) begin
            found = ((locks_lost) & 64'hffffffffffffffff);
        end
        if (read_word == at$mirror_header) begin
            found = mirror_header_word;
        end
        if (read_word == at$mirror_state) begin
            found = (((fenced) & 64'hffffffffffffffff) << 32'h20) | ((mirror_state) & 64'hffffffffffffffff);
        end
        if (read_word == at$cursor) begin
            found = ((cursor) & 64'hffffffffffffffff);
        end
        if (read_word == at$range0) begin
            found = range0$q;
        end
        if (read_word == at$range1) begin
            found = range1$q;
        end
        if (read_word == at$range2) begin
            found = range2$q;
        end
        if (read_word == at$range3) begin
            found = range3$q;
        end
        if (read_word == at$range4) begin
            found = range4$q;
        end
        if (read_word == at$remote_header) begin
            found = remote_header_word;
        end
        if (read_word == at$image_state) begin
            found = ((image_state) & 64'hffffffffffffffff);
        end
        if (read_word == at$fence) begin
            found = ((fence_done) & 64'hffffffffffffffff) << 32'h20;
        end
        if (read_word == at$lift) begin
            found = ((peer_flags) & 64'hffffffffffffffff) << 32'h20;
        end
        if (read_word == at$sealed0) begin
            found = sealed0;
        end
        if (read_word == at$sealed1) begin
            found = sealed1;
        end
        if (read_word == at$image_card_id) begin
            found = image_card_id;
        end
        if (read_word == at$image_nonce) begin
            found = image_nonce;
        end
        if (read_word == at$fence_epoch) begin
            found = epochs$q;
        end
        if (read_word == at$queue_states) begin
            found = ((queue_states) & 64'hffffffffffffffff);
        end
        if (read_word == at$beat_header) begin
            found = beat_header_word;
        end
        if (read_word == at$host_beat) begin
            found = beat$q;
        end
        if (read_word == at$peer_beat) begin
            found = peer_beat;
        end
        if (read_word == at$peer_beat_age) begin
            found = peer_beat_age;
        end
        if (read_word == at$peer_card_age) begin
            found = peer_card_age;
        end
        if (read_word == at$ticks) begin
            found = ticks_here$q;
        end
        if (read_word == at$mailbox_header) begin
            found = mailbox_header_word;
        end
        word = ((found | blocks_data) | queue0_data) | queue1_data;
        answer_valid$d = 1'b0;
        if (read$valid & ~busy$q) begin
            busy$d = 1'b1;
            unit$d = read$address[(32'h0)+:(12)];
            low_word$d = word;
        end
        if (busy$q) begin
            busy$d = 1'b0;
            answer$d = (((word) & 128'hffffffffffffffffffffffffffffffff) << 32'h40) | ((low_word$q) & 128'hffffffffffffffffffffffffffffffff);
            if (unit$q[(32'h6)+:(6)] == 32'h6) begin
                answer$d = mail_beat;
            end
            answer_valid$d = 1'b1;
        end
        read$data_valid = answer_valid$q;
        read$data = answer$q;
        arm_wanted = arm$q;
        loopback = looped$q;
        boot_nonce = nonce$q;
        own_beat = beat$q;
        tick = ticks_here$q[(32'h0)+:(48)];
        range0_start = range0$q[(32'h0)+:(32)];
        range0_end = range0$q[(32'h20)+:(32)];
        range1_start = range1$q[(32'h0)+:(32)];
        range1_end = range1$q[(32'h20)+:(32)];
        range2_start = range2$q[(32'h0)+:(32)];
        range2_end = range2$q[(32'h20)+:(32)];
        range3_start = range3$q[(32'h0)+:(32)];
        range3_end = range3$q[(32'h20)+:(32)];
        range4_start = range4$q[(32'h0)+:(32)];
        range4_end = range4$q[(32'h20)+:(32)];
        fence_epoch0 = epochs$q[(32'h0)+:(32)];
        fence_epoch1 = epochs$q[(32'h20)+:(32)];
    end
    
endmodule // card$registers


module card$registers$answer(d,q,clock);
    
    // Module arguments
    input wire  [127:0] d;
    output reg  [127:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 128'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$registers$answer


module card$registers$answer_valid(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$registers$answer_valid


module card$registers$arm(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$registers$arm


module card$registers$beat(d,q,clock);
    
    // Module arguments
    input wire  [63:0] d;
    output reg  [63:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 64'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$registers$beat


module card$registers$busy(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$registers$busy


module card$registers$dropped_writes(d,q,clock);
    
    // Module arguments
    input wire  [31:0] d;
    output reg  [31:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 32'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$registers$dropped_writes


module card$registers$epochs(d,q,clock);
    
    // Module arguments
    input wire  [63:0] d;
    output reg  [63:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 64'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$registers$epochs


module card$registers$looped(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$registers$looped


module card$registers$low_word(d,q,clock);
    
    // Module arguments
    input wire  [63:0] d;
    output reg  [63:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 64'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$registers$low_word


module card$registers$nonce(d,q,clock);
    
    // Module arguments
    input wire  [63:0] d;
    output reg  [63:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 64'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$registers$nonce


module card$registers$nonce_low(d,q,clock);
    
    // Module arguments
    input wire  [31:0] d;
    output reg  [31:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 32'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$registers$nonce_low


module card$registers$range0(d,q,clock);
    
    // Module arguments
    input wire  [63:0] d;
    output reg  [63:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 64'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$registers$range0


module card$registers$range1(d,q,clock);
    
    // Module arguments
    input wire  [63:0] d;
    output reg  [63:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 64'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$registers$range1


module card$registers$range2(d,q,clock);
    
    // Module arguments
    input wire  [63:0] d;
    output reg  [63:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 64'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$registers$range2


module card$registers$range3(d,q,clock);
    
    // Module arguments
    input wire  [63:0] d;
    output reg  [63:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 64'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$registers$range3


module card$registers$range4(d,q,clock);
    
    // Module arguments
    input wire  [63:0] d;
    output reg  [63:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 64'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$registers$range4


module card$registers$ticks_here(d,q,clock);
    
    // Module arguments
    input wire  [63:0] d;
    output reg  [63:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 64'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$registers$ticks_here


module card$registers$unit(d,q,clock);
    
    // Module arguments
    input wire  [11:0] d;
    output reg  [11:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 12'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$registers$unit


module card$registers$unsupported(d,q,clock);
    
    // Module arguments
    input wire  [31:0] d;
    output reg  [31:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 32'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$registers$unsupported


module card$started(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$started


module card$store(clock,valid,unit,data,enable,whole,last,queue,owned,ring_slot,ticket,ready,stamp,stamped,line_queue,line_ring_slot,line_ticket,line_good,line_mark,publish,reject,line_beat,line_number,memory$valid,memory$address,memory$data,memory$enable,memory$ready,stage$valid,stage$data,stage$enable,stage$first,stage$last,stage$address,stage$length,stage$publish,stage$queue,stage$mark,stage$ready,hold,held,empty,stored,failed);
    
    // Module arguments
    input wire  clock;
    input wire  valid;
    input wire  [23:0] unit;
    input wire  [127:0] data;
    input wire  [15:0] enable;
    input wire  whole;
    input wire  last;
    input wire  queue;
    input wire  [1:0] owned;
    input wire  [21:0] ring_slot;
    input wire  [31:0] ticket;
    output reg  ready;
    input wire  [63:0] stamp;
    output reg  stamped;
    output reg  line_queue;
    output reg  [21:0] line_ring_slot;
    output reg  [31:0] line_ticket;
    input wire  line_good;
    input wire  [47:0] line_mark;
    output reg  publish;
    output reg  reject;
    output reg  line_beat;
    output reg  [1:0] line_number;
    output reg  memory$valid;
    output reg  [27:0] memory$address;
    output reg  [127:0] memory$data;
    output reg  [15:0] memory$enable;
    input wire  memory$ready;
    output reg  stage$valid;
    output reg  [127:0] stage$data;
    output reg  [15:0] stage$enable;
    output reg  stage$first;
    output reg  stage$last;
    output reg  [27:0] stage$address;
    output reg  [6:0] stage$length;
    output reg  stage$publish;
    output reg  [5:0] stage$queue;
    output reg  [47:0] stage$mark;
    input wire  stage$ready;
    input wire  hold;
    output reg  held;
    output reg  empty;
    output reg  stored;
    output reg  failed;
    
    // Stub signals
    reg  here$d;
    wire  here$q;
    reg  here$clock;
    reg  [23:0] here_unit$d;
    wire  [23:0] here_unit$q;
    reg  here_unit$clock;
    reg  [127:0] here_data$d;
    wire  [127:0] here_data$q;
    reg  here_data$clock;
    reg  [15:0] here_enable$d;
    wire  [15:0] here_enable$q;
    reg  here_enable$clock;
    reg  here_whole$d;
    wire  here_whole$q;
    reg  here_whole$clock;
    reg  here_last$d;
    wire  here_last$q;
    reg  here_last$clock;
    reg  here_queue$d;
    wire  here_queue$q;
    reg  here_queue$clock;
    reg  [1:0] here_owned$d;
    wire  [1:0] here_owned$q;
    reg  here_owned$clock;
    reg  [21:0] here_ring_slot$d;
    wire  [21:0] here_ring_slot$q;
    reg  here_ring_slot$clock;
    reg  [31:0] here_ticket$d;
    wire  [31:0] here_ticket$q;
    reg  here_ticket$clock;
    reg  unfinished$d;
    wire  unfinished$q;
    reg  unfinished$clock;
    reg  [6:0] length$d;
    wire  [6:0] length$q;
    reg  length$clock;
    reg  [23:0] start$d;
    wire  [23:0] start$q;
    reg  start$clock;
    reg  [1:0] start_owned$d;
    wire  [1:0] start_owned$q;
    reg  start_owned$clock;
    reg  beats$clock;
    reg  beats$reset;
    reg  beats$write;
    reg  [143:0] beats$data_in;
    reg  beats$commit;
    reg  beats$rollback;
    wire  [6:0] beats$used;
    wire  beats$empty;
    wire  beats$valid;
    wire  [143:0] beats$data_out;
    reg  beats$ready;
    reg  chunks$clock;
    reg  chunks$reset;
    reg  chunks$write;
    reg  [85:0] chunks$data_in;
    reg  chunks$commit;
    reg  chunks$rollback;
    wire  [5:0] chunks$used;
    wire  chunks$empty;
    wire  chunks$valid;
    wire  [85:0] chunks$data_out;
    reg  chunks$ready;
    reg  [6:0] remaining$d;
    wire  [6:0] remaining$q;
    reg  remaining$clock;
    reg  [15:0] refused$d;
    wire  [15:0] refused$q;
    reg  refused$clock;
    reg  has_failed$d;
    wire  has_failed$q;
    reg  has_failed$clock;
    
    // Local signals
    reg  full;
    reg  room;
    reg  close_first;
    reg  accepted;
    reg  fire;
    reg  load;
    reg  [1:0] number;
    reg  ends;
    reg  [6:0] length_now;
    reg  [127:0] written;
    reg  [143:0] staged;
    reg  [85:0] chunk;
    reg  [85:0] chunk_out;
    reg  [143:0] beat_out;
    reg  chunk_write;
    reg  begins;
    reg  moves;
    reg  next_full;
    reg  next_ends;
    
    // Sub module instances
    card$store$here here(
        .d(here$d),
        .q(here$q),
        .clock(here$clock)
    );
    card$store$here_unit here_unit(
        .d(here_unit$d),
        .q(here_unit$q),
        .clock(here_unit$clock)
    );
    card$store$here_data here_data(
        .d(here_data$d),
        .q(here_data$q),
        .clock(here_data$clock)
    );
    card$store$here_enable here_enable(
        .d(here_enable$d),
        .q(here_enable$q),
        .clock(here_enable$clock)
    );
    card$store$here_whole here_whole(
        .d(here_whole$d),
        .q(here_whole$q),
        .clock(here_whole$clock)
    );
    card$store$here_last here_last(
        .d(here_last$d),
        .q(here_last$q),
        .clock(here_last$clock)
    );
    card$store$here_queue here_queue(
        .d(here_queue$d),
        .q(here_queue$q),
        .clock(here_queue$clock)
    );
    card$store$here_owned here_owned(
        .d(here_owned$d),
        .q(here_owned$q),
        .clock(here_owned$clock)
    );
    card$store$here_ring_slot here_ring_slot(
        .d(here_ring_slot$d),
        .q(here_ring_slot$q),
        .clock(here_ring_slot$clock)
    );
    card$store$here_ticket here_ticket(
        .d(here_ticket$d),
        .q(here_ticket$q),
        .clock(here_ticket$clock)
    );
    card$store$unfinished unfinished(
        .d(unfinished$d),
        .q(unfinished$q),
        .clock(unfinished$clock)
    );
    card$store$length length(
        .d(length$d),
        .q(length$q),
        .clock(length$clock)
    );
    card$store$start start(
        .d(start$d),
        .q(start$q),
        .clock(start$clock)
    );
    card$store$start_owned start_owned(
        .d(start_owned$d),
        .q(start_owned$q),
        .clock(start_owned$clock)
    );
    card$store$beats beats(
        .clock(beats$clock),
        .reset(beats$reset),
        .write(beats$write),
        .data_in(beats$data_in),
        .commit(beats$commit),
        .rollback(beats$rollback),
        .used(beats$used),
        .empty(beats$empty),
        .valid(beats$valid),
        .data_out(beats$data_out),
        .ready(beats$ready)
    );
    card$store$chunks chunks(
        .clock(chunks$clock),
        .reset(chunks$reset),
        .write(chunks$write),
        .data_in(chunks$data_in),
        .commit(chunks$commit),
        .rollback(chunks$rollback),
        .used(chunks$used),
        .empty(chunks$empty),
        .valid(chunks$valid),
        .data_out(chunks$data_out),
        .ready(chunks$ready)
    );
    card$store$remaining remaining(
        .d(remaining$d),
        .q(remaining$q),
        .clock(remaining$clock)
    );
    card$store$refused refused(
        .d(refused$d),
        .q(refused$q),
        .clock(refused$clock)
    );
    card$store$has_failed has_failed(
        .d(has_failed$d),
        .q(has_failed$q),
        .clock(has_failed$clock)
    );
    
    // Update code
    always @(*) begin
        beats$clock = clock;
        chunks$clock = clock;
        here$clock = clock;
        here_unit$clock = clock;
        here_data$clock = clock;
        here_enable$clock = clock;
        here_whole$clock = clock;
        here_last$clock = clock;
        here_queue$clock = clock;
        here_owned$clock = clock;
        here_ring_slot$clock = clock;
        here_ticket$clock = clock;
        unfinished$clock = clock;
        length$clock = clock;
        start$clock = clock;
        start_owned$clock = clock;
        remaining$clock = clock;
        refused$clock = clock;
        has_failed$clock = clock;
        here$d = here$q;
        here_unit$d = here_unit$q;
        here_data$d = here_data$q;
        here_enable$d = here_enable$q;
        here_whole$d = here_whole$q;
        here_last$d = here_last$q;
        here_queue$d = here_queue$q;
        here_owned$d = here_owned$q;
        here_ring_slot$d = here_ring_slot$q;
        here_ticket$d = here_ticket$q;
        unfinished$d = unfinished$q;
        length$d = length$q;
        start$d = start$q;
        start_owned$d = start_owned$q;
        remaining$d = remaining$q;
        refused$d = refused$q;
        has_failed$d = has_failed$q;
        number = here_unit$q[(32'h0)+:(2)];
        line_number = number;
        line_queue = here_queue$q;
        line_ring_slot = here_ring_slot$q;
        line_ticket = here_ticket$q;
        written = here_data$q;
        if (here_whole$q & (number == 32'h3)) begin
            written = (((here_data$q[(32'h40)+:(64)]) & 128'hffffffffffffffffffffffffffffffff) << 32'h40) | ((stamp) & 128'hffffffffffffffffffffffffffffffff);
        end
        full = &here_enable$q;
        ends = here_last$q | &here_unit$q[(32'h0)+:(4)];
        close_first = here$q & ~here_whole$q & (~full | (here_owned$q != start_owned$q)) & (length$q != 32'h0);
        room = (beats$used < 32'h3f) & (chunks$used < 32'h1f);
        memory$valid = here$q & room & ~close_first & ~has_failed$q;
        memory$address = ((here_unit$q) & 28'hfffffff);
        memory$data = written;
        memory$enable = here_enable$q;
        accepted = memory$valid & memory$ready & ~has_failed$q;
        refused$d = ((32'h0) & 16'hffff);
        if (memory$valid & ~memory$ready) begin
            refused$d = refused$q + 32'h1;
            if (&refused$q) begin
                has_failed$d = 1'b1;
            end
        end
        failed = has_failed$q;
        fire = accepted | (has_failed$q & here$q);
        stored = fire;
        stamped = accepted & here_whole$q & (number == 32'h3);
        publish = stamped & line_good;
        reject = stamped & ~line_good;
        line_beat = accepted & here_whole$q;
        staged[(64'h0)+:(128)] = written;
        staged[(64'h80)+:(16)] = here_enable$q;
        beats$write = accepted;
        beats$commit = accepted;
        beats$data_in = staged;
        beats$rollback = 1'b0;
        beats$reset = 1'b0;
        length_now = length$q + 32'h1;
        chunk[(64'h0)+:(28)] = ((here_unit$q) & 28'hfffffff);
        chunk[(64'h1c)+:(7)] = ((32'h4) & 7'h7f);
        chunk[(64'h23)+:(1)] = line_good;
        chunk[(64'h24)+:(2)] = here_owned$q;
        chunk[(64'h26)+:(48)] = line_mark;
        chunk_write = 1'b0;
        if (here_whole$q) begin
            chunk_write = accepted & (number == 32'h0);
        end
        else begin
            chunk[(64'h23)+:(1)] = 1'b0;
            if (close_first) begin
                chunk[(64'h0)+:(28)] = ((start$q) & 28'hfffffff);
                chunk[(64'h24)+:(2)] = start_owned$q;
                chunk[(64'h1c)+:(7)] = length$q;
                chunk_write = room & ~has_failed$q;
                if (room) begin
                    length$d = ((32'h0) & 7'h7f);
                end
            end
            else if (~full) begin
                chunk[(64'h1c)+:(7)] = ((32'h1) & 7'h7f);
                chunk_write = accepted;
            end
            else begin
                if (length$q != 32'h0) begin
                    chunk[(64'h0)+:(28)] = ((start$q) & 28'hfffffff);
                end
                chunk[(64'h1c)+:(7)] = length_now;
                if (accepted) begin
                    if (length$q == 32'h0) begin
                        start$d = here_unit$q;
                        start_owned$d = here_owned$q;
                    end
                    length$d = length_now;
                    if (ends) begin
                        length$d = ((32'h0) & 7'h7f);
                        chunk_write = 1'b1;
                    end
                end
            end
        end
        chunks$write = chunk_write;
        chunks$commit = chunk_write;
        chunks$data_in = chunk;
        chunks$rollback = 1'b0;
        chunks$reset = 1'b0;
        ready = (~here$q | fire) & (~hold | unfinished$q);
        load = ready & valid;
        if (fire) begin
            here$d = 1'b0;
        end
        next_full = &enable;
        next_ends = last | &unit[(32'h0)+:(4)] | ~next_full;
        if (whole) begin
            next_ends = &unit[(32'h0)+:(2)];
        end
        if (load) begin
            here$d = 1'b1;
            here_unit$d = unit;
            here_data$d = data;
            here_enable$d = enable;
            here_whole$d = whole;
            here_last$d = last;
            here_queue$d = queue;
            here_owned$d = owned;
            here_ring_slot$d = ring_slot;
            here_ticket$d = ticket;
            unfinished$d = ~next_ends;
        end
        held = hold & ~unfinished$q & ~here$q;
        empty = ~here$q;
        chunk_out = chunks$data_out;
        beat_out = beats$data_out;
        begins = remaining$q == 32'h0;
        stage$valid = beats$valid & (chunks$valid | ~begins);
        stage$data = beat_out[(64'h0)+:(128)];
        stage$enable = beat_out[(64'h80)+:(16)];
        stage$first = begins;
        stage$last = (begins & (chunk_out[(64'h1c)+:(7)] == 32'h1)) | (remaining$q == 32'h1);
        stage$address = chunk_out[(64'h0)+:(28)];
        stage$length = chunk_out[(64'h1c)+:(7)];
        stage$publish = chunk_out[(64'h23)+:(1)];
        stage$queue = ((32'h3f) & 6'h3f);
        if (chunk_out[(64'h24)+:(2)] == 32'h1) begin
            stage$queue = ((32'h0) & 6'h3f);
        end
        else if (chunk_out[(64'h24)+:(2)] == 32'h2) begin
            stage$queue = ((32'h1) & 6'h3f);
        end
        stage$mark = chunk_out[(64'h26)+:(48)];
        moves = stage$valid & stage$ready;
        beats$ready = moves;
        chunks$ready = moves & begins;
        if (moves) begin
            remaining$d = remaining$q - 32'h1;
            if (begins) begin
                remaining$d = chunk_out[(64'h1c)+:(7)] - 32'h1;
            end
        end
    end
    
endmodule // card$store


module card$store$beats(clock,reset,write,data_in,commit,rollback,used,empty,valid,data_out,ready);
    
    // Module arguments
    input wire  clock;
    input wire  reset;
    input wire  write;
    input wire  [143:0] data_in;
    input wire  commit;
    input wire  rollback;
    output reg  [6:0] used;
    output reg  empty;
    output reg  valid;
    output reg  [143:0] data_out;
    input wire  ready;
    
    // Stub signals
    reg  [5:0] ram$read_address;
    reg  ram$read_clock;
    wire  [143:0] ram$read_data;
    reg  [5:0] ram$write_address;
    reg  ram$write_clock;
    reg  [143:0] ram$write_data;
    reg  ram$write_enable;
    reg  [6:0] written$d;
    wire  [6:0] written$q;
    reg  written$clock;
    reg  [6:0] committed$d;
    wire  [6:0] committed$q;
    reg  committed$clock;
    reg  [6:0] read$d;
    wire  [6:0] read$q;
    reg  read$clock;
    reg  head$d;
    wire  head$q;
    reg  head$clock;
    
    // Local signals
    reg  [6:0] base;
    reg  [6:0] tail;
    reg  [6:0] address;
    reg  advance;
    
    // Sub module instances
    card$store$beats$ram ram(
        .read_address(ram$read_address),
        .read_clock(ram$read_clock),
        .read_data(ram$read_data),
        .write_address(ram$write_address),
        .write_clock(ram$write_clock),
        .write_data(ram$write_data),
        .write_enable(ram$write_enable)
    );
    card$store$beats$written written(
        .d(written$d),
        .q(written$q),
        .clock(written$clock)
    );
    card$store$beats$committed committed(
        .d(committed$d),
        .q(committed$q),
        .clock(committed$clock)
    );
    card$store$beats$read read(
        .d(read$d),
        .q(read$q),
        .clock(read$clock)
    );
    card$store$beats$head head(
        .d(head$d),
        .q(head$q),
        .clock(head$clock)
    );
    
    // Update code
    always @(*) begin
        written$clock = clock;
        committed$clock = clock;
        read$clock = clock;
        head$clock = clock;
        written$d = written$q;
        committed$d = committed$q;
        read$d = read$q;
        head$d = head$q;
        ram$read_clock = clock;
        ram$write_clock = clock;
        base = written$q;
        if (rollback) begin
            base = committed$q;
        end
        tail = base;
        if (write) begin
            tail = base + 32'h1;
        end
        ram$write_enable = write;
        ram$write_address = ((base) & 6'h3f);
        ram$write_data = data_in;
        written$d = tail;
        if (commit) begin
            committed$d = tail;
        end
        advance = ~head$q | ready;
        address = read$q;
        if (advance) begin
            head$d = 1'b0;
            if (read$q != committed$q) begin
                head$d = 1'b1;
                read$d = read$q + 32'h1;
            end
        end
        else begin
            address = read$q - 32'h1;
        end
        ram$read_address = ((address) & 6'h3f);
        valid = head$q;
        data_out = ram$read_data;
        used = written$q - read$q;
        if (head$q) begin
            used = (written$q - read$q) + 32'h1;
        end
        empty = ~head$q & (read$q == committed$q);
        if (reset) begin
            written$d = ((32'h0) & 7'h7f);
            committed$d = ((32'h0) & 7'h7f);
            read$d = ((32'h0) & 7'h7f);
            head$d = 1'b0;
        end
    end
    
endmodule // card$store$beats


module card$store$beats$committed(d,q,clock);
    
    // Module arguments
    input wire  [6:0] d;
    output reg  [6:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 7'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$store$beats$committed


module card$store$beats$head(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$store$beats$head


module card$store$beats$ram(read_address,read_clock,read_data,write_address,write_clock,write_data,write_enable);
    
    // Module arguments
    input wire  [5:0] read_address;
    input wire  read_clock;
    output reg  [143:0] read_data;
    input wire  [5:0] write_address;
    input wire  write_clock;
    input wire  [143:0] write_data;
    input wire  write_enable;
    
    // Update code (custom)
    reg[143:0] mem[63:0];
    
    
    
    always @(posedge read_clock) begin
       read_data <= mem[read_address];
    end
    
    always @(posedge write_clock) begin
       if (write_enable) begin
          mem[write_address] <= write_data;
       end
    end
                
endmodule // card$store$beats$ram


module card$store$beats$read(d,q,clock);
    
    // Module arguments
    input wire  [6:0] d;
    output reg  [6:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 7'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$store$beats$read


module card$store$beats$written(d,q,clock);
    
    // Module arguments
    input wire  [6:0] d;
    output reg  [6:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 7'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$store$beats$written


module card$store$chunks(clock,reset,write,data_in,commit,rollback,used,empty,valid,data_out,ready);
    
    // Module arguments
    input wire  clock;
    input wire  reset;
    input wire  write;
    input wire  [85:0] data_in;
    input wire  commit;
    input wire  rollback;
    output reg  [5:0] used;
    output reg  empty;
    output reg  valid;
    output reg  [85:0] data_out;
    input wire  ready;
    
    // Stub signals
    reg  [4:0] ram$read_address;
    reg  ram$read_clock;
    wire  [85:0] ram$read_data;
    reg  [4:0] ram$write_address;
    reg  ram$write_clock;
    reg  [85:0] ram$write_data;
    reg  ram$write_enable;
    reg  [5:0] written$d;
    wire  [5:0] written$q;
    reg  written$clock;
    reg  [5:0] committed$d;
    wire  [5:0] committed$q;
    reg  committed$clock;
    reg  [5:0] read$d;
    wire  [5:0] read$q;
    reg  read$clock;
    reg  head$d;
    wire  head$q;
    reg  head$clock;
    
    // Local signals
    reg  [5:0] base;
    reg  [5:0] tail;
    reg  [5:0] address;
    reg  advance;
    
    // Sub module instances
    card$store$chunks$ram ram(
        .read_address(ram$read_address),
        .read_clock(ram$read_clock),
        .read_data(ram$read_data),
        .write_address(ram$write_address),
        .write_clock(ram$write_clock),
        .write_data(ram$write_data),
        .write_enable(ram$write_enable)
    );
    card$store$chunks$written written(
        .d(written$d),
        .q(written$q),
        .clock(written$clock)
    );
    card$store$chunks$committed committed(
        .d(committed$d),
        .q(committed$q),
        .clock(committed$clock)
    );
    card$store$chunks$read read(
        .d(read$d),
        .q(read$q),
        .clock(read$clock)
    );
    card$store$chunks$head head(
        .d(head$d),
        .q(head$q),
        .clock(head$clock)
    );
    
    // Update code
    always @(*) begin
        written$clock = clock;
        committed$clock = clock;
        read$clock = clock;
        head$clock = clock;
        written$d = written$q;
        committed$d = committed$q;
        read$d = read$q;
        head$d = head$q;
        ram$read_clock = clock;
        ram$write_clock = clock;
        base = written$q;
        if (rollback) begin
            base = committed$q;
        end
        tail = base;
        if (write) begin
            tail = base + 32'h1;
        end
        ram$write_enable = write;
        ram$write_address = ((base) & 5'h1f);
        ram$write_data = data_in;
        written$d = tail;
        if (commit) begin
            committed$d = tail;
        end
        advance = ~head$q | ready;
        address = read$q;
        if (advance) begin
            head$d = 1'b0;
            if (read$q != committed$q) begin
                head$d = 1'b1;
                read$d = read$q + 32'h1;
            end
        end
        else begin
            address = read$q - 32'h1;
        end
        ram$read_address = ((address) & 5'h1f);
        valid = head$q;
        data_out = ram$read_data;
        used = written$q - read$q;
        if (head$q) begin
            used = (written$q - read$q) + 32'h1;
        end
        empty = ~head$q & (read$q == committed$q);
        if (reset) begin
            written$d = ((32'h0) & 6'h3f);
            committed$d = ((32'h0) & 6'h3f);
            read$d = ((32'h0) & 6'h3f);
            head$d = 1'b0;
        end
    end
    
endmodule // card$store$chunks


module card$store$chunks$committed(d,q,clock);
    
    // Module arguments
    input wire  [5:0] d;
    output reg  [5:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 6'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$store$chunks$committed


module card$store$chunks$head(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$store$chunks$head


module card$store$chunks$ram(read_address,read_clock,read_data,write_address,write_clock,write_data,write_enable);
    
    // Module arguments
    input wire  [4:0] read_address;
    input wire  read_clock;
    output reg  [85:0] read_data;
    input wire  [4:0] write_address;
    input wire  write_clock;
    input wire  [85:0] write_data;
    input wire  write_enable;
    
    // Update code (custom)
    reg[85:0] mem[31:0];
    
    
    
    always @(posedge read_clock) begin
       read_data <= mem[read_address];
    end
    
    always @(posedge write_clock) begin
       if (write_enable) begin
          mem[write_address] <= write_data;
       end
    end
                
endmodule // card$store$chunks$ram


module card$store$chunks$read(d,q,clock);
    
    // Module arguments
    input wire  [5:0] d;
    output reg  [5:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 6'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$store$chunks$read


module card$store$chunks$written(d,q,clock);
    
    // Module arguments
    input wire  [5:0] d;
    output reg  [5:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 6'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$store$chunks$written


module card$store$has_failed(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$store$has_failed


module card$store$here(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$store$here


module card$store$here_data(d,q,clock);
    
    // Module arguments
    input wire  [127:0] d;
    output reg  [127:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 128'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$store$here_data


module card$store$here_enable(d,q,clock);
    
    // Module arguments
    input wire  [15:0] d;
    output reg  [15:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 16'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$store$here_enable


module card$store$here_last(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$store$here_last


module card$store$here_owned(d,q,clock);
    
    // Module arguments
    input wire  [1:0] d;
    output reg  [1:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 2'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$store$here_owned


module card$store$here_queue(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$store$here_queue


module card$store$here_ring_slot(d,q,clock);
    
    // Module arguments
    input wire  [21:0] d;
    output reg  [21:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 22'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$store$here_ring_slot


module card$store$here_ticket(d,q,clock);
    
    // Module arguments
    input wire  [31:0] d;
    output reg  [31:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 32'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$store$here_ticket


module card$store$here_unit(d,q,clock);
    
    // Module arguments
    input wire  [23:0] d;
    output reg  [23:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 24'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$store$here_unit


module card$store$here_whole(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$store$here_whole


module card$store$length(d,q,clock);
    
    // Module arguments
    input wire  [6:0] d;
    output reg  [6:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 7'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$store$length


module card$store$refused(d,q,clock);
    
    // Module arguments
    input wire  [15:0] d;
    output reg  [15:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 16'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$store$refused


module card$store$remaining(d,q,clock);
    
    // Module arguments
    input wire  [6:0] d;
    output reg  [6:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 7'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$store$remaining


module card$store$start(d,q,clock);
    
    // Module arguments
    input wire  [23:0] d;
    output reg  [23:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 24'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$store$start


module card$store$start_owned(d,q,clock);
    
    // Module arguments
    input wire  [1:0] d;
    output reg  [1:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 2'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$store$start_owned


module card$store$unfinished(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$store$unfinished


module card$upkeep(clock,write,write_word,write_data,write_low,write_high,read_word,read_data,restored,swept,sweep_clean,failing,ready,armed,booted,card_id,memory_write$valid,memory_write$address,memory_write$data,memory_write$enable,memory_write$ready,inject,memory_read$valid,memory_read$address,memory_read$ready,memory_read$data_valid,memory_read$data,read_error,other_write,other_unit,corrected,uncorrected,error_unit,forget,erasing,erase_over,erase_outcome);
    
    // Module arguments
    input wire  clock;
    input wire  write;
    input wire  [12:0] write_word;
    input wire  [63:0] write_data;
    input wire  write_low;
    input wire  write_high;
    input wire  [12:0] read_word;
    output reg  [63:0] read_data;
    input wire  restored;
    output reg  swept;
    output reg  sweep_clean;
    input wire  failing;
    input wire  ready;
    input wire  armed;
    input wire  booted;
    input wire  [63:0] card_id;
    output reg  memory_write$valid;
    output reg  [27:0] memory_write$address;
    output reg  [127:0] memory_write$data;
    output reg  [15:0] memory_write$enable;
    input wire  memory_write$ready;
    output reg  [1:0] inject;
    output reg  memory_read$valid;
    output reg  [27:0] memory_read$address;
    input wire  memory_read$ready;
    input wire  memory_read$data_valid;
    input wire  [127:0] memory_read$data;
    input wire  [1:0] read_error;
    input wire  other_write;
    input wire  [27:0] other_unit;
    input wire  corrected;
    input wire  uncorrected;
    input wire  [27:0] error_unit;
    output reg  forget;
    output reg  erasing;
    output reg  erase_over;
    output reg  [31:0] erase_outcome;
    
    // Constant declarations
    localparam  at$header = 13'b110000000;
    localparam  at$corrected = 13'b110000001;
    localparam  at$corrected_at = 13'b110000010;
    localparam  at$scrub_at = 13'b110000011;
    localparam  at$scrub_passes = 13'b110000100;
    localparam  at$poison_at = 13'b110000101;
    localparam  at$erase_unlock = 13'b110000110;
    localparam  at$erase = 13'b110000111;
    localparam  at$erase_state = 13'b110001000;
    localparam  header_word = 64'hd000001000a;
    localparam  key = 64'h4c4c414553415245;
    localparam  patience = 32'hee6b280;
    localparam  units = 28'h100000;
    localparam  sweep_units = 28'h200;
    localparam  first_unit = 28'h1000;
    
    // Enums
    localparam Work$Sweep = 0;
    localparam Work$Idle = 1;
    localparam Work$ScrubRead = 2;
    localparam Work$ScrubWait = 3;
    localparam Work$ScrubWrite = 4;
    localparam Work$Poison = 5;
    localparam Work$Erase = 6;
    localparam Work$Verify = 7;
    
    // Stub signals
    reg  [2:0] work$d;
    wire  [2:0] work$q;
    reg  work$clock;
    reg  [31:0] corrected_count$d;
    wire  [31:0] corrected_count$q;
    reg  corrected_count$clock;
    reg  [31:0] uncorrected_count$d;
    wire  [31:0] uncorrected_count$q;
    reg  uncorrected_count$clock;
    reg  [27:0] corrected_last$d;
    wire  [27:0] corrected_last$q;
    reg  corrected_last$clock;
    reg  [27:0] uncorrected_last$d;
    wire  [27:0] uncorrected_last$q;
    reg  uncorrected_last$clock;
    reg  [27:0] next$d;
    wire  [27:0] next$q;
    reg  next$clock;
    reg  [7:0] open$d;
    wire  [7:0] open$q;
    reg  open$clock;
    reg  bad$d;
    wire  bad$q;
    reg  bad$clock;
    reg  is_swept$d;
    wire  is_swept$q;
    reg  is_swept$clock;
    reg  is_clean$d;
    wire  is_clean$q;
    reg  is_clean$clock;
    reg  [31:0] period$d;
    wire  [31:0] period$q;
    reg  period$clock;
    reg  [31:0] timer$d;
    wire  [31:0] timer$q;
    reg  timer$clock;
    reg  [27:0] scrub$d;
    wire  [27:0] scrub$q;
    reg  scrub$clock;
    reg  [31:0] passes$d;
    wire  [31:0] passes$q;
    reg  passes$clock;
    reg  [127:0] kept$d;
    wire  [127:0] kept$q;
    reg  kept$clock;
    reg  overtaken$d;
    wire  overtaken$q;
    reg  overtaken$clock;
    reg  [31:0] poison_at$d;
    wire  [31:0] poison_at$q;
    reg  poison_at$clock;
    reg  [1:0] poison$d;
    wire  [1:0] poison$q;
    reg  poison$clock;
    reg  [2:0] state$d;
    wire  [2:0] state$q;
    reg  state$clock;
    reg  [31:0] unlocked_for$d;
    wire  [31:0] unlocked_for$q;
    reg  unlocked_for$clock;
    reg  over$d;
    wire  over$q;
    reg  over$clock;
    
    // Local signals
    reg  [31:0] low;
    reg  [31:0] high;
    reg  both;
    reg  allowed;
    reg  unlocks;
    reg  starts;
    reg  refuses;
    reg  [27:0] poison_unit;
    reg  poison_fits;
    reg  reading;
    reg  writing;
    reg  [27:0] limit;
    reg  at_end;
    reg  issued;
    reg  stored;
    reg  finding;
    reg  all_back;
    reg  hit;
    reg  due;
    reg  [31:0] slowest;
    reg  [27:0] after;
    
    // Sub module instances
    card$upkeep$work work(
        .d(work$d),
        .q(work$q),
        .clock(work$clock)
    );
    card$upkeep$corrected_count corrected_count(
        .d(corrected_count$d),
        .q(corrected_count$q),
        .clock(corrected_count$clock)
    );
    card$upkeep$uncorrected_count uncorrected_count(
        .d(uncorrected_count$d),
        .q(uncorrected_count$q),
        .clock(uncorrected_count$clock)
    );
    card$upkeep$corrected_last corrected_last(
        .d(corrected_last$d),
        .q(corrected_last$q),
        .clock(corrected_last$clock)
    );
    card$upkeep$uncorrected_last uncorrected_last(
        .d(uncorrected_last$d),
        .q(uncorrected_last$q),
        .clock(uncorrected_last$clock)
    );
    card$upkeep$next next(
        .d(next$d),
        .q(next$q),
        .clock(next$clock)
    );
    card$upkeep$open open(
        .d(open$d),
        .q(open$q),
        .clock(open$clock)
    );
    card$upkeep$bad bad(
        .d(bad$d),
        .q(bad$q),
        .clock(bad$clock)
    );
    card$upkeep$is_swept is_swept(
        .d(is_swept$d),
        .q(is_swept$q),
        .clock(is_swept$clock)
    );
    card$upkeep$is_clean is_clean(
        .d(is_clean$d),
        .q(is_clean$q),
        .clock(is_clean$clock)
    );
    card$upkeep$period period(
        .d(period$d),
        .q(period$q),
        .clock(period$clock)
    );
    card$upkeep$timer timer(
        .d(timer$d),
        .q(timer$q),
        .clock(timer$clock)
    );
    card$upkeep$scrub scrub(
        .d(scrub$d),
        .q(scrub$q),
        .clock(scrub$clock)
    );
    card$upkeep$passes passes(
        .d(passes$d),
        .q(passes$q),
        .clock(passes$clock)
    );
    card$upkeep$kept kept(
        .d(kept$d),
        .q(kept$q),
        .clock(kept$clock)
    );
    card$upkeep$overtaken overtaken(
        .d(overtaken$d),
        .q(overtaken$q),
        .clock(overtaken$clock)
    );
    card$upkeep$poison_at poison_at(
        .d(poison_at$d),
        .q(poison_at$q),
        .clock(poison_at$clock)
    );
    card$upkeep$poison poison(
        .d(poison$d),
        .q(poison$q),
        .clock(poison$clock)
    );
    card$upkeep$state state(
        .d(state$d),
        .q(state$q),
        .clock(state$clock)
    );
    card$upkeep$unlocked_for unlocked_for(
        .d(unlocked_for$d),
        .q(unlocked_for$q),
        .clock(unlocked_for$clock)
    );
    card$upkeep$over over(
        .d(over$d),
        .q(over$q),
        .clock(over$clock)
    );
    
    // Update code
    always @(*) begin
        work$clock = clock;
        corrected_count$clock = clock;
        uncorrected_count$clock = clock;
        corrected_last$clock = clock;
        uncorrected_last$clock = clock;
        next$clock = clock;
        open$clock = clock;
        bad$clock = clock;
        is_swept$clock = clock;
        is_clean$clock = clock;
        period$clock = clock;
        timer$clock = clock;
        scrub$clock = clock;
        passes$clock = clock;
        kept$clock = clock;
        overtaken$clock = clock;
        poison_at$clock = clock;
        poison$clock = clock;
        state$clock = clock;
        unlocked_for$clock = clock;
        over$clock = clock;
        work$d = work$q;
        corrected_count$d = corrected_count$q;
        uncorrected_count$d = uncorrected_count$q;
        corrected_last$d = corrected_last$q;
        uncorrected_last$d = uncorrected_last$q;
        next$d = next$q;
        open$d = open$q;
        bad$d = bad$q;
        is_swept$d = is_swept$q;
        is_clean$d = is_clean$q;
        period$d = period$q;
        timer$d = timer$q;
        scrub$d = scrub$q;
        passes$d = passes$q;
        kept$d = kept$q;
        overtaken$d = overtaken$q;
        poison_at$d = poison_at$q;
        poison$d = poison$q;
        state$d = state$q;
        unlocked_for$d = unlocked_for$q;
        over$d = over$q;
        if (corrected) begin
            corrected_count$d = corrected_count$q + 32'h1;
            corrected_last$d = error_unit;
        end
        if (uncorrected) begin
            uncorrected_count$d = uncorrected_count$q + 32'h1;
            uncorrected_last$d = error_unit;
        end
        low = write_data[(32'h0)+:(32)];
        high = write_data[(32'h20)+:(32)];
        both = write_low & write_high;
        allowed = ~armed & ~booted & ~failing;
        erasing = (state$q == 32'h2) | (state$q == 32'h3);
        unlocks = 1'b0;
        starts = 1'b0;
        refuses = 1'b0;
        if (write & both) begin
            if (write_word == at$erase_unlock) begin
                unlocks = allowed & (write_data == card_id) & ~erasing;
                refuses = (~allowed | (write_data != card_id)) & ~erasing;
            end
            if (write_word == at$erase) begin
                starts = allowed & (write_data == key) & (state$q == 32'h1);
                refuses = (~allowed | (write_data != key) | (state$q != 32'h1)) & ~erasing;
            end
        end
        if ((state$q == 32'h1) & (unlocked_for$q == patience)) begin
            refuses = ~starts;
        end
        poison_unit = poison_at$q[(32'h4)+:(28)];
        poison_fits = (poison_unit >= first_unit) & (poison_unit < units);
        if (write) begin
            if ((write_word == at$scrub_at) & write_high) begin
                period$d = high;
            end
            if ((write_word == at$poison_at) & write_low) begin
                poison_at$d = low;
            end
            if ((write_word == at$poison_at) & write_high) begin
                if ((high == 32'h1) | (high == 32'h2)) begin
                    if (~armed) begin
                        poison$d = high[(32'h0)+:(2)];
                    end
                end
            end
        end
        reading = ((work$q == Work$Sweep) & restored) | (work$q == Work$Verify);
        writing = work$q == Work$Erase;
        limit = units;
        if (work$q == Work$Sweep) begin
            limit = sweep_units;
        end
        at_end = next$q == limit;
        memory_read$valid = (reading & ~at_end & (open$q < 32'h40)) | (work$q == Work$ScrubRead);
        memory_read$address = next$q;
        if (work$q == Work$ScrubRead) begin
            memory_read$address = scrub$q;
        end
        issued = memory_read$valid & memory_read$ready;
        if (issued & ~memory_read$data_valid) begin
            open$d = open$q + 32'h1;
        end
        if (memory_read$data_valid & ~issued) begin
            open$d = open$q - 32'h1;
        end
        all_back = at_end & (open$q == 32'h0);
        hit = other_write & (other_unit == scrub$q);
        memory_write$valid = ~failing & (((writing & ~at_end) | (work$q == Work$Poison)) | ((work$q == Work$ScrubWrite) & ~overtaken$q));
        memory_write$address = next$q;
        memory_write$data = ((32'h0) & 128'hffffffffffffffffffffffffffffffff);
        memory_write$enable = ((32'hffff) & 16'hffff);
        inject = ((32'h0) & 2'h3);
        if (work$q == Work$ScrubWrite) begin
            memory_write$address = scrub$q;
            memory_write$data = kept$q;
        end
        if (work$q == Work$Poison) begin
            memory_write$address = poison_unit;
            memory_write$enable = ((32'h0) & 16'hffff);
            inject = poison$q;
        end
        stored = memory_write$valid & memory_write$ready;
        finding = memory_read$data_valid & (read_error[32'h1] | ((work$q == Work$Verify) & (memory_read$data != 32'h0)));
        if (finding) begin
            bad$d = 1'b1;
        end
        slowest = period$q;
        if (period$q < 32'h40) begin
            slowest = ((32'h40) & 32'hffffffff);
        end
        due = (timer$q >= slowest) & (period$q != 32'h0);
        timer$d = timer$q + 32'h1;
        if ((timer$q >= slowest) & ~due) begin
            timer$d = timer$q;
        end
        after = scrub$q + 32'h1;
        over$d = 1'b0;
        unlocked_for$d = unlocked_for$q + 32'h1;
        if (unlocks) begin
            state$d = ((32'h1) & 3'h7);
            unlocked_for$d = ((32'h0) & 32'hffffffff);
        end
        if (refuses) begin
            state$d = ((32'h5) & 3'h7);
            over$d = 1'b1;
        end
        if (starts) begin
            state$d = ((32'h2) & 3'h7);
        end
        forget = starts;
        case (work$q)
            Work$Sweep:
                begin
                    if (issued) begin
                        next$d = next$q + 32'h1;
                    end
                    if (all_back) begin
                        is_swept$d = 1'b1;
                        is_clean$d = ~bad$q;
                        work$d = Work$Idle;
                    end
                end
            Work$Idle:
                begin
                    next$d = first_unit;
                    bad$d = 1'b0;
                    overtaken$d = 1'b0;
                    if (ready & ~failing) begin
                        if (state$q == 32'h2) begin
                            work$d = Work$Erase;
                        end
                        else if (poison$q != 32'h0) begin
                            work$d = Work$Poison;
                            if (~poison_fits) begin
                                work$d = Work$Idle;
                                poison$d = ((32'h0) & 2'h3);
                            end
                        end
                        else if (due) begin
                            timer$d = ((32'h0) & 32'hffffffff);
                            work$d = Work$ScrubRead;
                        end
                    end
                end
            Work$ScrubRead:
                begin
                    if (issued) begin
                        work$d = Work$ScrubWait;
                    end
                end
            Work$ScrubWait:
                begin
                    if (memory_read$data_valid) begin
                        kept$d = memory_read$data;
                        work$d = Work$ScrubWrite;
                        if (~read_error[32'h0]) begin
                            overtaken$d = 1'b1;
                        end
                    end
                end
            Work$ScrubWrite:
                begin
                    if ((stored | overtaken$q) | failing) begin
                        work$d = Work$Idle;
                        scrub$d = after;
                        if (after == units) begin
                            scrub$d = ((32'h0) & 28'hfffffff);
                            passes$d = passes$q + 32'h1;
                        end
                    end
                end
            Work$Poison:
                begin
                    if (stored | failing) begin
                        poison$d = ((32'h0) & 2'h3);
                        work$d = Work$Idle;
                    end
                end
            Work$Erase:
                begin
                    if (stored) begin
                        next$d = next$q + 32'h1;
                    end
                    if (at_end) begin
                        next$d = first_unit;
                        state$d = ((32'h3) & 3'h7);
                        work$d = Work$Verify;
                    end
                end
            Work$Verify:
                begin
                    if (issued) begin
                        next$d = next$q + 32'h1;
                    end
                    if (all_back) begin
                        state$d = ((32'h4) & 3'h7);
                        if (bad$q) begin
                            state$d = ((32'h6) & 3'h7);
                        end
                        over$d = 1'b1;
                        work$d = Work$Idle;
                    end
                end
            default:
                begin
                    work$d = Work$Idle;
                end
        endcase
        if (hit & ((work$q == Work$ScrubWait) | (work$q == Work$ScrubWrite))) begin
            overtaken$d = 1'b1;
        end
        if ((hit & issued) & (work$q == Work$ScrubRead)) begin
            overtaken$d = 1'b1;
        end
        if ((write & write_high) & (write_word == at$scrub_passes)) begin
            scrub$d = ((32'h0) & 28'hfffffff);
        end
        swept = is_swept$q;
        sweep_clean = is_clean$q;
        erase_over = over$q;
        erase_outcome = ((state$q) & 32'hffffffff);
        read_data = ((32'h0) & 64'hffffffffffffffff);
        if (read_word == at$header) begin
            read_data = header_word;
        end
        if (read_word == at$corrected) begin
            read_data = (((uncorrected_count$q) & 64'hffffffffffffffff) << 32'h20) | ((corrected_count$q) & 64'hffffffffffffffff);
        end
        if (read_word == at$corrected_at) begin
            read_data = (((uncorrected_last$q) & 64'hffffffffffffffff) << 32'h24) | (((corrected_last$q) & 64'hffffffffffffffff) << 32'h4);
        end
        if (read_word == at$scrub_at) begin
            read_data = (((period$q) & 64'hffffffffffffffff) << 32'h20) | (((scrub$q) & 64'hffffffffffffffff) << 32'h4);
        end
        if (read_word == at$scrub_passes) begin
            read_data = ((passes$q) & 64'hffffffffffffffff);
        end
        if (read_word == at$poison_at) begin
            read_data = ((poison_at$q) & 64'hffffffffffffffff);
        end
        if (read_word == at$erase_state) begin
            read_data = ((state$q) & 64'hffffffffffffffff);
            if (erasing) begin
                read_data = (((next$q) & 64'hffffffffffffffff) << 32'h24) | ((state$q) & 64'hffffffffffffffff);
            end
        end
    end
    
endmodule // card$upkeep


module card$upkeep$bad(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$upkeep$bad


module card$upkeep$corrected_count(d,q,clock);
    
    // Module arguments
    input wire  [31:0] d;
    output reg  [31:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 32'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$upkeep$corrected_count


module card$upkeep$corrected_last(d,q,clock);
    
    // Module arguments
    input wire  [27:0] d;
    output reg  [27:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 28'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$upkeep$corrected_last


module card$upkeep$is_clean(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$upkeep$is_clean


module card$upkeep$is_swept(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$upkeep$is_swept


module card$upkeep$kept(d,q,clock);
    
    // Module arguments
    input wire  [127:0] d;
    output reg  [127:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 128'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$upkeep$kept


module card$upkeep$next(d,q,clock);
    
    // Module arguments
    input wire  [27:0] d;
    output reg  [27:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 28'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$upkeep$next


module card$upkeep$open(d,q,clock);
    
    // Module arguments
    input wire  [7:0] d;
    output reg  [7:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 8'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$upkeep$open


module card$upkeep$over(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$upkeep$over


module card$upkeep$overtaken(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$upkeep$overtaken


module card$upkeep$passes(d,q,clock);
    
    // Module arguments
    input wire  [31:0] d;
    output reg  [31:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 32'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$upkeep$passes


module card$upkeep$period(d,q,clock);
    
    // Module arguments
    input wire  [31:0] d;
    output reg  [31:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 32'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$upkeep$period


module card$upkeep$poison(d,q,clock);
    
    // Module arguments
    input wire  [1:0] d;
    output reg  [1:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 2'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$upkeep$poison


module card$upkeep$poison_at(d,q,clock);
    
    // Module arguments
    input wire  [31:0] d;
    output reg  [31:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 32'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$upkeep$poison_at


module card$upkeep$scrub(d,q,clock);
    
    // Module arguments
    input wire  [27:0] d;
    output reg  [27:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 28'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$upkeep$scrub


module card$upkeep$state(d,q,clock);
    
    // Module arguments
    input wire  [2:0] d;
    output reg  [2:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 3'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$upkeep$state


module card$upkeep$timer(d,q,clock);
    
    // Module arguments
    input wire  [31:0] d;
    output reg  [31:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 32'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$upkeep$timer


module card$upkeep$uncorrected_count(d,q,clock);
    
    // Module arguments
    input wire  [31:0] d;
    output reg  [31:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 32'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$upkeep$uncorrected_count


module card$upkeep$uncorrected_last(d,q,clock);
    
    // Module arguments
    input wire  [27:0] d;
    output reg  [27:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 28'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$upkeep$uncorrected_last


module card$upkeep$unlocked_for(d,q,clock);
    
    // Module arguments
    input wire  [31:0] d;
    output reg  [31:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 32'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$upkeep$unlocked_for


module card$upkeep$work(d,q,clock);
    
    // Module arguments
    input wire  [2:0] d;
    output reg  [2:0] q;
    input wire  clock;
    
    // Enums
    localparam Work$Sweep = 0;
    localparam Work$Idle = 1;
    localparam Work$ScrubRead = 2;
    localparam Work$ScrubWait = 3;
    localparam Work$ScrubWrite = 4;
    localparam Work$Poison = 5;
    localparam Work$Erase = 6;
    localparam Work$Verify = 7;
    
    // Update code (custom)
    initial begin
       q = 64'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$upkeep$work


module card$was_looped(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$was_looped


module card$was_taken(d,q,clock);
    
    // Module arguments
    input wire  [15:0] d;
    output reg  [15:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 16'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$was_taken


module card$watermarks(clock,reset,stop,rq$data,rq$user,rq$keep,rq$last,rq$valid,rq$ready,local0,mirrored0,state0,epoch0,address0,fresh0,local1,mirrored1,state1,epoch1,address1,fresh1,events,generation,peer_beat,beat_age);
    
    // Module arguments
    input wire  clock;
    input wire  reset;
    input wire  stop;
    output wire  [127:0] rq$data;
    output wire  [61:0] rq$user;
    output wire  [3:0] rq$keep;
    output wire  rq$last;
    output wire  rq$valid;
    input wire  rq$ready;
    input wire  [47:0] local0;
    input wire  [47:0] mirrored0;
    input wire  [7:0] state0;
    input wire  [31:0] epoch0;
    input wire  [63:0] address0;
    input wire  fresh0;
    input wire  [47:0] local1;
    input wire  [47:0] mirrored1;
    input wire  [7:0] state1;
    input wire  [31:0] epoch1;
    input wire  [63:0] address1;
    input wire  fresh1;
    input wire  [31:0] events;
    input wire  [15:0] generation;
    input wire  [63:0] peer_beat;
    input wire  [63:0] beat_age;
    
    // Stub signals
    reg  source0$clock;
    reg  [47:0] source0$local;
    reg  [47:0] source0$mirrored;
    reg  [7:0] source0$state;
    reg  [31:0] source0$epoch;
    reg  [31:0] source0$events;
    reg  [63:0] source0$address;
    reg  source0$fresh;
    reg  source0$beat_moved;
    reg  source0$taken;
    wire  source0$due;
    reg  source1$clock;
    reg  [47:0] source1$local;
    reg  [47:0] source1$mirrored;
    reg  [7:0] source1$state;
    reg  [31:0] source1$epoch;
    reg  [31:0] source1$events;
    reg  [63:0] source1$address;
    reg  source1$fresh;
    reg  source1$beat_moved;
    reg  source1$taken;
    wire  source1$due;
    reg  requester$clock;
    reg  requester$reset;
    reg  requester$valid;
    reg  [63:0] requester$address;
    reg  [511:0] requester$line;
    wire  requester$done;
    reg  busy$d;
    wire  busy$q;
    reg  busy$clock;
    reg  [511:0] line$d;
    wire  [511:0] line$q;
    reg  line$clock;
    reg  [63:0] address$d;
    wire  [63:0] address$q;
    reg  address$clock;
    reg  last$d;
    wire  last$q;
    reg  last$clock;
    reg  [4:0] pause$d;
    wire  [4:0] pause$q;
    reg  pause$clock;
    reg  [11:0] beat_pause$d;
    wire  [11:0] beat_pause$q;
    reg  beat_pause$clock;
    reg  [63:0] beat_told$d;
    wire  [63:0] beat_told$q;
    reg  beat_told$clock;
    
    // Local signals
    reg  pick0;
    reg  pick1;
    reg  free;
    reg  beat_moved;
    reg  [511:0] next_line;
    
    // Sub module instances
    card$watermarks$source0 source0(
        .clock(source0$clock),
        .local(source0$local),
        .mirrored(source0$mirrored),
        .state(source0$state),
        .epoch(source0$epoch),
        .events(source0$events),
        .address(source0$address),
        .fresh(source0$fresh),
        .beat_moved(source0$beat_moved),
        .taken(source0$taken),
        .due(source0$due)
    );
    card$watermarks$source1 source1(
        .clock(source1$clock),
        .local(source1$local),
        .mirrored(source1$mirrored),
        .state(source1$state),
        .epoch(source1$epoch),
        .events(source1$events),
        .address(source1$address),
        .fresh(source1$fresh),
        .beat_moved(source1$beat_moved),
        .taken(source1$taken),
        .due(source1$due)
    );
    card$watermarks$requester requester(
        .clock(requester$clock),
        .reset(requester$reset),
        .valid(requester$valid),
        .address(requester$address),
        .line(requester$line),
        .done(requester$done),
        .rq$data(rq$data),
        .rq$user(rq$user),
        .rq$keep(rq$keep),
        .rq$last(rq$last),
        .rq$valid(rq$valid),
        .rq$ready(rq$ready)
    );
    card$watermarks$busy busy(
        .d(busy$d),
        .q(busy$q),
        .clock(busy$clock)
    );
    card$watermarks$line line(
        .d(line$d),
        .q(line$q),
        .clock(line$clock)
    );
    card$watermarks$address address(
        .d(address$d),
        .q(address$q),
        .clock(address$clock)
    );
    card$watermarks$last last(
        .d(last$d),
        .q(last$q),
        .clock(last$clock)
    );
    card$watermarks$pause pause(
        .d(pause$d),
        .q(pause$q),
        .clock(pause$clock)
    );
    card$watermarks$beat_pause beat_pause(
        .d(beat_pause$d),
        .q(beat_pause$q),
        .clock(beat_pause$clock)
    );
    card$watermarks$beat_told beat_told(
        .d(beat_told$d),
        .q(beat_told$q),
        .clock(beat_told$clock)
    );
    
    // Update code
    always @(*) begin
        source0$clock = clock;
        source1$clock = clock;
        requester$clock = clock;
        busy$clock = clock;
        line$clock = clock;
        address$clock = clock;
        last$clock = clock;
        pause$clock = clock;
        beat_pause$clock = clock;
        beat_told$clock = clock;
        busy$d = busy$q;
        line$d = line$q;
        address$d = address$q;
        last$d = last$q;
        pause$d = pause$q;
        beat_pause$d = beat_pause$q;
        beat_told$d = beat_told$q;
        beat_pause$d = beat_pause$q + 32'h1;
        beat_moved = (beat_pause$q == 32'h0) & (peer_beat != beat_told$q);
        if (beat_moved) begin
            beat_told$d = peer_beat;
        end
        source0$local = local0;
        source0$mirrored = mirrored0;
        source0$state = state0;
        source0$epoch = epoch0;
        source0$events = events;
        source0$address = address0;
        source0$fresh = fresh0;
        source0$beat_moved = beat_moved;
        source1$local = local1;
        source1$mirrored = mirrored1;
        source1$state = state1;
        source1$epoch = epoch1;
        source1$events = events;
        source1$address = address1;
        source1$fresh = fresh1;
        source1$beat_moved = beat_moved;
        if (pause$q != 32'h0) begin
            pause$d = pause$q - 32'h1;
        end
        free = ~busy$q & (pause$q == 32'h0) & ~stop & ~reset;
        pick0 = free & source0$due & (last$q | ~source1$due);
        pick1 = free & source1$due & ~pick0;
        source0$taken = pick0;
        source1$taken = pick1;
        next_line[(64'h0)+:(64)] = ((local0) & 64'hffffffffffffffff);
        next_line[(64'h40)+:(64)] = ((mirrored0) & 64'hffffffffffffffff);
        next_line[(64'h80)+:(64)] = ((32'h0) & 64'hffffffffffffffff);
        next_line[(64'hc0)+:(64)] = ((32'h0) & 64'hffffffffffffffff);
        next_line[(64'h100)+:(32)] = ((state0) & 32'hffffffff);
        next_line[(64'h120)+:(32)] = epoch0;
        next_line[(64'h140)+:(32)] = events;
        next_line[(64'h160)+:(32)] = ((generation) & 32'hffffffff);
        next_line[(64'h180)+:(64)] = peer_beat;
        next_line[(64'h1c0)+:(64)] = beat_age;
        if (pick1) begin
            next_line[(64'h0)+:(64)] = ((local1) & 64'hffffffffffffffff);
            next_line[(64'h40)+:(64)] = ((mirrored1) & 64'hffffffffffffffff);
            next_line[(64'h100)+:(32)] = ((state1) & 32'hffffffff);
            next_line[(64'h120)+:(32)] = epoch1;
        end
        if (pick0 | pick1) begin
            busy$d = 1'b1;
            line$d = next_line;
            address$d = address0;
            last$d = 1'b0;
            if (pick1) begin
                address$d = address1;
                last$d = 1'b1;
            end
            pause$d = ((32'h1f) & 5'h1f);
        end
        requester$reset = reset;
        requester$valid = busy$q;
        requester$address = address$q;
        requester$line = line$q;
        if (requester$done | reset) begin
            busy$d = 1'b0;
        end
    end
    
endmodule // card$watermarks


module card$watermarks$address(d,q,clock);
    
    // Module arguments
    input wire  [63:0] d;
    output reg  [63:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 64'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$watermarks$address


module card$watermarks$beat_pause(d,q,clock);
    
    // Module arguments
    input wire  [11:0] d;
    output reg  [11:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 12'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$watermarks$beat_pause


module card$watermarks$beat_told(d,q,clock);
    
    // Module arguments
    input wire  [63:0] d;
    output reg  [63:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 64'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$watermarks$beat_told


module card$watermarks$busy(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$watermarks$busy


module card$watermarks$last(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$watermarks$last


module card$watermarks$line(d,q,clock);
    
    // Module arguments
    input wire  [511:0] d;
    output reg  [511:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 512'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$watermarks$line


module card$watermarks$pause(d,q,clock);
    
    // Module arguments
    input wire  [4:0] d;
    output reg  [4:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 5'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$watermarks$pause


module card$watermarks$requester(clock,reset,valid,address,line,done,rq$data,rq$user,rq$keep,rq$last,rq$valid,rq$ready);
    
    // Module arguments
    input wire  clock;
    input wire  reset;
    input wire  valid;
    input wire  [63:0] address;
    input wire  [511:0] line;
    output reg  done;
    output reg  [127:0] rq$data;
    output reg  [61:0] rq$user;
    output reg  [3:0] rq$keep;
    output reg  rq$last;
    output reg  rq$valid;
    input wire  rq$ready;
    
    // Stub signals
    reg  [2:0] beat$d;
    wire  [2:0] beat$q;
    reg  beat$clock;
    
    // Local signals
    reg  [127:0] descriptor;
    
    // Sub module instances
    card$watermarks$requester$beat beat(
        .d(beat$d),
        .q(beat$q),
        .clock(beat$clock)
    );
    
    // Update code
    always @(*) begin
        beat$clock = clock;
        beat$d = beat$q;
        descriptor[(64'h0)+:(64)] = address;
        descriptor[(64'h40)+:(11)] = ((32'h10) & 11'h7ff);
        descriptor[(64'h4b)+:(4)] = ((32'h1) & 4'hf);
        descriptor[(64'h4f)+:(1)] = 1'b0;
        descriptor[(64'h50)+:(16)] = ((32'h0) & 16'hffff);
        descriptor[(64'h60)+:(8)] = ((32'h0) & 8'hff);
        descriptor[(64'h68)+:(16)] = ((32'h0) & 16'hffff);
        descriptor[(64'h78)+:(1)] = 1'b0;
        descriptor[(64'h79)+:(3)] = ((32'h0) & 3'h7);
        descriptor[(64'h7c)+:(3)] = ((32'h0) & 3'h7);
        descriptor[(64'h7f)+:(1)] = 1'b0;
        rq$valid = valid & ~reset;
        rq$keep = ((32'hf) & 4'hf);
        rq$user = ((32'hff) & 62'h3fffffffffffffff);
        rq$last = beat$q == 32'h4;
        rq$data = descriptor;
        if (beat$q == 32'h1) begin
            rq$data = line[(32'h0)+:(128)];
        end
        if (beat$q == 32'h2) begin
            rq$data = line[(32'h80)+:(128)];
        end
        if (beat$q == 32'h3) begin
            rq$data = line[(32'h100)+:(128)];
        end
        if (beat$q == 32'h4) begin
            rq$data = line[(32'h180)+:(128)];
        end
        done = 1'b0;
        if (valid & rq$ready) begin
            beat$d = beat$q + 32'h1;
            if (beat$q == 32'h4) begin
                beat$d = ((32'h0) & 3'h7);
                done = 1'b1;
            end
        end
        if (reset) begin
            beat$d = ((32'h0) & 3'h7);
            done = 1'b0;
        end
    end
    
endmodule // card$watermarks$requester


module card$watermarks$requester$beat(d,q,clock);
    
    // Module arguments
    input wire  [2:0] d;
    output reg  [2:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 3'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$watermarks$requester$beat


module card$watermarks$source0(clock,local,mirrored,state,epoch,events,address,fresh,beat_moved,taken,due);
    
    // Module arguments
    input wire  clock;
    input wire  [47:0] local;
    input wire  [47:0] mirrored;
    input wire  [7:0] state;
    input wire  [31:0] epoch;
    input wire  [31:0] events;
    input wire  [63:0] address;
    input wire  fresh;
    input wire  beat_moved;
    input wire  taken;
    output reg  due;
    
    // Stub signals
    reg  [47:0] sent_local$d;
    wire  [47:0] sent_local$q;
    reg  sent_local$clock;
    reg  [47:0] sent_mirrored$d;
    wire  [47:0] sent_mirrored$q;
    reg  sent_mirrored$clock;
    reg  [7:0] sent_state$d;
    wire  [7:0] sent_state$q;
    reg  sent_state$clock;
    reg  [31:0] sent_epoch$d;
    wire  [31:0] sent_epoch$q;
    reg  sent_epoch$clock;
    reg  [31:0] sent_events$d;
    wire  [31:0] sent_events$q;
    reg  sent_events$clock;
    reg  asked$d;
    wire  asked$q;
    reg  asked$clock;
    
    // Sub module instances
    card$watermarks$source0$sent_local sent_local(
        .d(sent_local$d),
        .q(sent_local$q),
        .clock(sent_local$clock)
    );
    card$watermarks$source0$sent_mirrored sent_mirrored(
        .d(sent_mirrored$d),
        .q(sent_mirrored$q),
        .clock(sent_mirrored$clock)
    );
    card$watermarks$source0$sent_state sent_state(
        .d(sent_state$d),
        .q(sent_state$q),
        .clock(sent_state$clock)
    );
    card$watermarks$source0$sent_epoch sent_epoch(
        .d(sent_epoch$d),
        .q(sent_epoch$q),
        .clock(sent_epoch$clock)
    );
    card$watermarks$source0$sent_events sent_events(
        .d(sent_events$d),
        .q(sent_events$q),
        .clock(sent_events$clock)
    );
    card$watermarks$source0$asked asked(
        .d(asked$d),
        .q(asked$q),
        .clock(asked$clock)
    );
    
    // Update code
    always @(*) begin
        sent_local$clock = clock;
        sent_mirrored$clock = clock;
        sent_state$clock = clock;
        sent_epoch$clock = clock;
        sent_events$clock = clock;
        asked$clock = clock;
        sent_local$d = sent_local$q;
        sent_mirrored$d = sent_mirrored$q;
        sent_state$d = sent_state$q;
        sent_epoch$d = sent_epoch$q;
        sent_events$d = sent_events$q;
        asked$d = asked$q;
        if (taken) begin
            sent_local$d = local;
            sent_mirrored$d = mirrored;
            sent_state$d = state;
            sent_epoch$d = epoch;
            sent_events$d = events;
            asked$d = 1'b0;
        end
        if (fresh | beat_moved) begin
            asked$d = 1'b1;
        end
        due = (address != 32'h0) & ((asked$q | (local != sent_local$q)) | (mirrored != sent_mirrored$q) | (state != sent_state$q) | (epoch != sent_epoch$q) | (events != sent_events$q));
    end
    
endmodule // card$watermarks$source0


module card$watermarks$source0$asked(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$watermarks$source0$asked


module card$watermarks$source0$sent_epoch(d,q,clock);
    
    // Module arguments
    input wire  [31:0] d;
    output reg  [31:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 32'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$watermarks$source0$sent_epoch


module card$watermarks$source0$sent_events(d,q,clock);
    
    // Module arguments
    input wire  [31:0] d;
    output reg  [31:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 32'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$watermarks$source0$sent_events


module card$watermarks$source0$sent_local(d,q,clock);
    
    // Module arguments
    input wire  [47:0] d;
    output reg  [47:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 48'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$watermarks$source0$sent_local


module card$watermarks$source0$sent_mirrored(d,q,clock);
    
    // Module arguments
    input wire  [47:0] d;
    output reg  [47:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 48'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$watermarks$source0$sent_mirrored


module card$watermarks$source0$sent_state(d,q,clock);
    
    // Module arguments
    input wire  [7:0] d;
    output reg  [7:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 8'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$watermarks$source0$sent_state


module card$watermarks$source1(clock,local,mirrored,state,epoch,events,address,fresh,beat_moved,taken,due);
    
    // Module arguments
    input wire  clock;
    input wire  [47:0] local;
    input wire  [47:0] mirrored;
    input wire  [7:0] state;
    input wire  [31:0] epoch;
    input wire  [31:0] events;
    input wire  [63:0] address;
    input wire  fresh;
    input wire  beat_moved;
    input wire  taken;
    output reg  due;
    
    // Stub signals
    reg  [47:0] sent_local$d;
    wire  [47:0] sent_local$q;
    reg  sent_local$clock;
    reg  [47:0] sent_mirrored$d;
    wire  [47:0] sent_mirrored$q;
    reg  sent_mirrored$clock;
    reg  [7:0] sent_state$d;
    wire  [7:0] sent_state$q;
    reg  sent_state$clock;
    reg  [31:0] sent_epoch$d;
    wire  [31:0] sent_epoch$q;
    reg  sent_epoch$clock;
    reg  [31:0] sent_events$d;
    wire  [31:0] sent_events$q;
    reg  sent_events$clock;
    reg  asked$d;
    wire  asked$q;
    reg  asked$clock;
    
    // Sub module instances
    card$watermarks$source1$sent_local sent_local(
        .d(sent_local$d),
        .q(sent_local$q),
        .clock(sent_local$clock)
    );
    card$watermarks$source1$sent_mirrored sent_mirrored(
        .d(sent_mirrored$d),
        .q(sent_mirrored$q),
        .clock(sent_mirrored$clock)
    );
    card$watermarks$source1$sent_state sent_state(
        .d(sent_state$d),
        .q(sent_state$q),
        .clock(sent_state$clock)
    );
    card$watermarks$source1$sent_epoch sent_epoch(
        .d(sent_epoch$d),
        .q(sent_epoch$q),
        .clock(sent_epoch$clock)
    );
    card$watermarks$source1$sent_events sent_events(
        .d(sent_events$d),
        .q(sent_events$q),
        .clock(sent_events$clock)
    );
    card$watermarks$source1$asked asked(
        .d(asked$d),
        .q(asked$q),
        .clock(asked$clock)
    );
    
    // Update code
    always @(*) begin
        sent_local$clock = clock;
        sent_mirrored$clock = clock;
        sent_state$clock = clock;
        sent_epoch$clock = clock;
        sent_events$clock = clock;
        asked$clock = clock;
        sent_local$d = sent_local$q;
        sent_mirrored$d = sent_mirrored$q;
        sent_state$d = sent_state$q;
        sent_epoch$d = sent_epoch$q;
        sent_events$d = sent_events$q;
        asked$d = asked$q;
        if (taken) begin
            sent_local$d = local;
            sent_mirrored$d = mirrored;
            sent_state$d = state;
            sent_epoch$d = epoch;
            sent_events$d = events;
            asked$d = 1'b0;
        end
        if (fresh | beat_moved) begin
            asked$d = 1'b1;
        end
        due = (address != 32'h0) & ((asked$q | (local != sent_local$q)) | (mirrored != sent_mirrored$q) | (state != sent_state$q) | (epoch != sent_epoch$q) | (events != sent_events$q));
    end
    
endmodule // card$watermarks$source1


module card$watermarks$source1$asked(d,q,clock);
    
    // Module arguments
    input wire  d;
    output reg  q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 1'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$watermarks$source1$asked


module card$watermarks$source1$sent_epoch(d,q,clock);
    
    // Module arguments
    input wire  [31:0] d;
    output reg  [31:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 32'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$watermarks$source1$sent_epoch


module card$watermarks$source1$sent_events(d,q,clock);
    
    // Module arguments
    input wire  [31:0] d;
    output reg  [31:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 32'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$watermarks$source1$sent_events


module card$watermarks$source1$sent_local(d,q,clock);
    
    // Module arguments
    input wire  [47:0] d;
    output reg  [47:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 48'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$watermarks$source1$sent_local


module card$watermarks$source1$sent_mirrored(d,q,clock);
    
    // Module arguments
    input wire  [47:0] d;
    output reg  [47:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 48'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$watermarks$source1$sent_mirrored


module card$watermarks$source1$sent_state(d,q,clock);
    
    // Module arguments
    input wire  [7:0] d;
    output reg  [7:0] q;
    input wire  clock;
    
    // Update code (custom)
    initial begin
       q = 8'h0;
    end
    
    always @(posedge clock) begin
       q <= d;
    end
          
endmodule // card$watermarks$source1$sent_state
